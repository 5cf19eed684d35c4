// Calls for help, on every page: read again every few seconds, seldom where nobody looks. Without
// scripts they are as they were when the page was opened.

import { morph } from "./morph.js";

const EVERY_MS = 3000;
const HIDDEN_MS = 15000;
const bar = document.querySelector("[data-help]");
const part = bar.querySelector("[data-help-part]");
const title = document.title;
let shown = part.innerHTML.trim();

function count() {
  const open = part.querySelectorAll(".help-call:not(.help-coming)").length;
  document.title = open ? `(${open}) ${title}` : title;
}

async function look() {
  const answer = await fetch(bar.dataset.help, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.ok && !answer.redirected) {
    const fresh = (await answer.text()).trim();
    if (fresh !== shown) {
      morph(part, fresh);
      shown = fresh;
      count();
    }
  }
  setTimeout(look, document.hidden ? HIDDEN_MS : EVERY_MS);
}

document.addEventListener("visibilitychange", count);
count();
setTimeout(look, EVERY_MS);
