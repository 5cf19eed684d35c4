// A certificate dropped anywhere on the page goes into the file field, and is checked.

const form = document.querySelector("form[data-drop]");
const zone = form?.querySelector("[data-zone]");
const input = form?.querySelector("input[type=file]");

function over(event) {
  event.preventDefault();
  zone.classList.toggle("over", event.type === "dragover");
}

if (input) {
  document.addEventListener("dragover", over);
  document.addEventListener("dragleave", over);
  document.addEventListener("drop", (event) => {
    over(event);
    if (event.dataTransfer?.files.length) {
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    }
  });
}
