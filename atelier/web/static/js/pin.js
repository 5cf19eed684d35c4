// The keys for a PIN: pressed, or typed on a keyboard. Four digits are enough to go on; of a badge
// that is scanned meanwhile there are more, and the server knows it.

const DIGITS = 4;
//: A scanner goes on typing; a person who has typed four digits is ready.
const READY_MS = 180;

function follow(pad) {
  const form = pad.closest("form");
  const fields = [...form.querySelectorAll("input[inputmode=numeric]")];
  let here = document.querySelector(pad.dataset.pad);
  let ready = null;

  function typed(field) {
    clearTimeout(ready);
    if (field.value.length < DIGITS) return;
    ready = setTimeout(() => {
      if (field.value.length !== DIGITS) return;
      const next = fields[fields.indexOf(field) + 1];
      if (next) next.focus();
      else form.requestSubmit();
    }, READY_MS);
  }

  for (const field of fields) {
    field.addEventListener("focus", () => (here = field));
    field.addEventListener("input", () => typed(field));
    typed(field); // who knows the PIN by heart is quicker than this script
  }
  pad.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("wipe" in button.dataset) here.value = "";
    else if (here.value.length < DIGITS) here.value += button.dataset.digit;
    typed(here);
  });
  form.addEventListener("submit", () => clearTimeout(ready));
  pad.hidden = false;
}

for (const pad of document.querySelectorAll("[data-pad]")) follow(pad);
const wrong = document.querySelector("[data-pin] .error");
if (wrong) document.querySelector("[data-pin] input[inputmode=numeric]").focus();
