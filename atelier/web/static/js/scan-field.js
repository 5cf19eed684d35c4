// A form that asks for a device: what is scanned anywhere on the page goes into its field.

const field = document.querySelector("#code");
document.addEventListener("atelier:scan", (event) => {
  if (!field) return;
  event.preventDefault();
  field.value = event.detail.code;
  field.focus();
});

// In the field itself a scanner ends with Enter: that is not yet the end of the form.
field?.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault();
});
