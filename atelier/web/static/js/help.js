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
  await read();
  setTimeout(look, document.hidden ? HIDDEN_MS : EVERY_MS);
}

async function read() {
  const answer = await fetch(bar.dataset.help, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.ok && !answer.redirected) {
    const fresh = (await answer.text()).trim();
    if (fresh !== shown) {
      morph(part, fresh);
      shown = fresh;
      count();
    }
  }
}

// Who answers may be filling in the page: it stays.
document.querySelector("#help-do").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { target: form, submitter } = event;
  const asked = {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
    redirect: "manual",
  };
  submitter.disabled = true;
  const answer = await fetch(submitter.formAction, asked).catch(() => null);
  if (answer?.ok) {
    await read();
    submitter.disabled = false;
    return;
  }
  form.action = submitter.formAction; // signed out, say: the page tells
  form.submit();
});

document.addEventListener("visibilitychange", count);
count();
setTimeout(look, EVERY_MS);
