// The card of a repair: keeps what is filled in, counts the time that it is open, and takes a note
// by voice where the browser can.

const BEAT_MS = 30_000;
//: So long without anybody, and the clock stands still: the worker went elsewhere.
const IDLE_MS = 15 * 60_000;
const token = document.querySelector("meta[name=csrf-token]").content;

function send(to, fields) {
  const body = new URLSearchParams({ csrf_token: token, ...fields });
  const headers = { "X-By-Itself": "1", Accept: "application/json" };
  return fetch(to, { method: "POST", body, headers, keepalive: true }).catch(() => null);
}

// What is filled in is kept at once: nothing is lost when the shift ends.
const card = document.querySelector("[data-keep]");
// Not card.action: a field of that name hides it.
const address = card.getAttribute("action");
const keptWord = document.querySelector("[data-kept-word]");
const note = card.elements.note;
const noteBefore = card.elements.note_before;
async function keepNow() {
  const headers = { Accept: "application/json" };
  const sent = note.value;
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(card)), headers, keepalive: true }).catch(() => null);
  keptWord.hidden = !answer?.ok;
  if (!answer?.ok) return;
  // A colleague may have written as well: what is kept now stands here, unless one types on.
  const { note: kept } = await answer.json().catch(() => ({ note: sent }));
  noteBefore.value = note.value === sent ? kept : sent;
  if (note.value === sent && note.value.split(/\s+/).join(" ").trim() !== kept) note.value = kept;
}
// One after the other: each knows what the one before it kept.
let keeping = Promise.resolve();
function keep() {
  keeping = keeping.then(keepNow);
  return keeping;
}
let waiting;
card.addEventListener("change", (event) => {
  if (event.target.name === "action" || event.target.name === "note") keep();
});
card.addEventListener("input", (event) => {
  if (event.target.name !== "note") return;
  keptWord.hidden = true;
  clearTimeout(waiting);
  waiting = setTimeout(keep, 1500);
});

// The clock. What was spent before stands on the page; this sitting is told apart by its own id.
const timer = document.querySelector("[data-timer]");
const find = (name) => timer.querySelector(`[data-${name}]`);
const before = Number(timer.dataset.seconds);
let sitting = 0;
let last = performance.now();
let touched = last;
let told = 0;
let paused = false;

function show() {
  const minutes = Math.round((before + sitting) / 60);
  const { short, long } = timer.dataset;
  const words = minutes < 60 ? short.replace("#", minutes) : long.replace("##", String(minutes % 60).padStart(2, "0")).replace("#", Math.floor(minutes / 60));
  const face = find("face");
  if (face.textContent !== words) face.textContent = words;
  find("running").hidden = paused;
  find("paused").hidden = !paused;
  find("pause").hidden = paused;
  find("go").hidden = !paused;
}
function tick() {
  const now = performance.now();
  if (now - touched > IDLE_MS) paused = true;
  // A page that slept for long did not see anybody work.
  if (!paused && !document.hidden) sitting += Math.min((now - last) / 1000, 5);
  last = now;
  show();
}
function tell() {
  const seconds = Math.round(sitting);
  if (seconds <= told) return;
  told = seconds;
  send(timer.dataset.ran, { client_id: timer.dataset.sitting, seconds });
}
for (const kind of ["pointerdown", "keydown", "scroll"]) {
  addEventListener(kind, () => { touched = performance.now(); }, { passive: true });
}
find("pause").addEventListener("click", () => { paused = true; tell(); show(); find("go").focus(); });
find("go").addEventListener("click", () => { paused = false; last = touched = performance.now(); show(); find("pause").focus(); });
setInterval(tick, 1000);
setInterval(tell, BEAT_MS);
addEventListener("pagehide", tell);
document.addEventListener("visibilitychange", () => { if (document.hidden) tell(); else last = performance.now(); });
card.addEventListener("submit", tell);
show();

// By voice, where the browser listens; elsewhere the button stays away.
const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
const button = document.querySelector("[data-speak]");
if (Recognition && button) {
  const field = document.querySelector(button.dataset.speak);
  const refused = document.querySelector("[data-refused]");
  let ear = null;
  const listening = (on) => {
    button.classList.toggle("is-listening", on);
    button.querySelector("[data-idle]").hidden = on;
    button.querySelector("[data-listening]").hidden = !on;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    if (ear) return ear.stop();
    ear = new Recognition();
    ear.lang = document.documentElement.lang;
    ear.addEventListener("result", (event) => {
      const words = [...event.results].map((result) => result[0].transcript.trim()).join(" ");
      field.value = `${field.value} ${words}`.trim().slice(0, field.maxLength);
      keep();
    });
    ear.addEventListener("error", (event) => { refused.hidden = event.error !== "not-allowed"; });
    ear.addEventListener("end", () => { ear = null; listening(false); });
    refused.hidden = true;
    listening(true);
    ear.start();
  });
}
