// What every page has: the menu on a phone, reading aloud, the camera in the scan box.

import { announce } from "./scan.js";
import { supported, watch } from "./camera.js";
import "./read.js";

const menu = document.querySelector("[data-menu]");
const phone = matchMedia("(max-width: 640px)");
function foldMenu() {
  if (menu) menu.open = !phone.matches;
}
foldMenu();
phone.addEventListener("change", foldMenu);

// A group of the menu closes when one does something else.
const groups = [...document.querySelectorAll("[data-menu-group]")];
function foldGroups(except) {
  for (const group of groups) if (group !== except) group.open = false;
}
document.addEventListener("click", (event) => foldGroups(event.target.closest?.("[data-menu-group]")));
document.addEventListener("keydown", (event) => {
  const open = groups.find((group) => group.open);
  if (event.key !== "Escape" || !open) return;
  foldGroups();
  open.querySelector("summary").focus();
});

// A form or a button of it that asks first: data-confirm holds the question.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

// A filter or a choice that acts at once, for whoever has scripts; others press the button.
for (const field of document.querySelectorAll("[data-submit]")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}

const camera = document.querySelector("[data-camera]");
const dialog = document.querySelector("#camera");
if (camera && dialog && supported()) {
  let stop = null;
  camera.hidden = false;
  camera.addEventListener("click", async () => {
    dialog.showModal();
    try {
      stop = await watch(dialog.querySelector("video"), (code) => {
        dialog.close();
        announce(code);
      });
    } catch {
      dialog.querySelector("[data-refused]").hidden = false;
    }
  });
  dialog.addEventListener("close", () => stop?.());
}

// A form that was refused begins at what is wrong, which on a phone may be far below what is seen.
const wrong = document.querySelector("main .error:not([data-sample])");
if (wrong) {
  for (let box = wrong.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  const field = wrong.closest(".field") ?? wrong;
  field.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
}

// What waited in this browser is sent from any page; what was kept for somebody else goes.
if (document.body.dataset.organisation) import("./outbox.js");
else if (!document.querySelector("[data-offline]")) forget();

async function forget() {
  const worker = await navigator.serviceWorker?.getRegistration();
  worker?.active?.postMessage({ forget: true });
}
