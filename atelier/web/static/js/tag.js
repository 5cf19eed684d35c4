// The page where a tag is put on a device: a scan fills the form in and sends it.

document.addEventListener("atelier:scan", (event) => {
  const form = document.querySelector("form[data-tag]");
  if (!form) return;
  event.preventDefault();
  form.elements.code.value = event.detail.code;
  form.requestSubmit();
});
