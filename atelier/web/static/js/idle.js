// A screen that many share forgets who was there: it asks first, and counts down. Tabs tell each
// other that somebody is there; the server hears of it too, and forgets by its own clock as well.

const dialog = document.querySelector("#idle");
const left = dialog.querySelector("[data-left]");
const IDLE_MS = 1000 * Number(dialog.dataset.seconds);
const WARN_MS = Math.min(60000, IDLE_MS / 2);
const TELL_MS = Math.min(30000, IDLE_MS / 4);
const KEY = "atelier.there";
const token = document.querySelector("meta[name=csrf-token]").content;

let there = Date.now();
let told = there;
let gone = false;

function post(url, body = {}) {
  return fetch(url, {
    method: "POST",
    redirect: "manual",
    headers: { "X-CSRFToken": token, Accept: "application/json" },
    body: new URLSearchParams(body),
  }).catch(() => null);
}

function seen() {
  if (dialog.open) return; // then only its button says so
  mark();
}

function mark() {
  there = Date.now();
  try {
    localStorage.setItem(KEY, String(there));
  } catch {
    // A browser that keeps nothing: each tab counts for itself.
  }
}

function latest() {
  try {
    return Math.max(there, Number(localStorage.getItem(KEY)) || 0);
  } catch {
    return there;
  }
}

async function leave() {
  gone = true;
  await post(dialog.dataset.away, { next: location.pathname + location.search });
  location.replace(dialog.dataset.door);
}

function look() {
  if (gone) return;
  const idle = Date.now() - latest();
  if (idle >= IDLE_MS) {
    leave();
    return;
  }
  const warn = idle >= IDLE_MS - WARN_MS;
  if (warn && !dialog.open) dialog.showModal();
  if (!warn && dialog.open) dialog.close();
  left.textContent = String(Math.ceil((IDLE_MS - idle) / 1000));
  if (there > told && Date.now() - told >= TELL_MS) {
    told = Date.now();
    post(dialog.dataset.here);
  }
}

mark();
for (const kind of ["pointerdown", "keydown", "wheel", "touchstart", "atelier:there"]) {
  addEventListener(kind, seen, { passive: true, capture: true });
}
dialog.querySelector("[data-stay]").addEventListener("click", () => {
  mark();
  told = there;
  post(dialog.dataset.here);
  dialog.close();
});
dialog.querySelector("[data-leave]").addEventListener("click", leave);
dialog.addEventListener("cancel", mark);
setInterval(look, 1000);
