// A pile: choose once, then scan on and on. Each scan is kept here until the server has answered
// it, and answers in colour, word, icon and sound. What was chosen (data-sends) goes along with each
// scan, to the address of its pile (data-url).

import { offerCamera } from "./pile-camera.js";
import { Offline, post, SignedOut } from "./pile-send.js";
import { play } from "./pile-sound.js";
import * as store from "./pile-store.js";

const AGAIN_MS = 3000; // the same code within this time is the same scan
const RETRY_MS = 4000;

const pile = document.querySelector("#pile");
const words = document.querySelector("[data-words]").dataset;
const list = pile.querySelector("[data-scans]");
const chosen = {
  organisation: pile.dataset.organisation,
  pile: pile.dataset.pile,
  url: pile.dataset.url,
  sends: JSON.parse(pile.dataset.sends),
};
const seen = new Map();
const rows = new Map();
let sending = false;
let signedOut = false;

// --- a scan comes in

function plain(code) {
  return code.toUpperCase().replace(/[\s.\-]/g, "");
}

function isAgain(code) {
  const key = plain(code);
  const last = seen.get(key) ?? -Infinity;
  seen.set(key, performance.now()); // a code held before the camera stays one scan
  return performance.now() - last < AGAIN_MS;
}

function take(code, more = {}) {
  const cleaned = code.trim();
  if (!cleaned || isAgain(cleaned)) return;
  add(cleaned, more);
}

function add(code, more = {}) {
  const scan = { id: store.newId(), code, at: Date.now(), ...chosen, ...more };
  store.put(scan);
  show(scan, true);
  send();
}

document.addEventListener("atelier:scan", (event) => {
  event.preventDefault();
  take(event.detail.code);
});

pile.querySelector("[data-type]").addEventListener("submit", (event) => {
  event.preventDefault();
  const input = event.target.elements.code;
  take(input.value);
  input.value = "";
});

// --- sending

async function send() {
  if (sending || signedOut) return;
  sending = true;
  try {
    for (let scan = nextWaiting(); scan; scan = nextWaiting()) await sendOne(scan);
    setTrouble(false);
  } catch (error) {
    if (error instanceof SignedOut) setTrouble(true);
    else if (!(error instanceof Offline)) throw error;
    markWaiting();
  } finally {
    sending = false;
    count();
  }
}

function nextWaiting() {
  return store.all(chosen.organisation).find((scan) => !scan.answer);
}

async function sendOne(scan) {
  const { id, code, url, sends, device, fresh } = scan;
  const answer = await post(url, { id, code, ...sends, device, fresh });
  if (rows.get(id)?.dropped) await takeBack({ ...scan, answer });
  else settle({ ...scan, answer });
}

// It was already on its way when it was taken out of the pile.
async function takeBack(scan) {
  if (!scan.answer.undo_url) return;
  try {
    await post(scan.answer.undo_url, {});
  } catch (error) {
    settle(scan); // it is received after all: show it, with its own button to undo
    throw error;
  }
}

function settle(scan) {
  store.put(scan);
  show(scan, false);
  say(`${rows.get(scan.id)?.word ?? ""}: ${scan.answer.title}. ${scan.answer.detail}`);
  play(scan.answer.state);
}

function markWaiting() {
  for (const scan of store.all(chosen.organisation)) {
    if (scan.answer || scan.told) continue;
    store.put({ ...scan, told: true });
    show({ ...scan, told: true }, false);
    say(`${scan.code}: ${words.waiting}`);
    play("waiting");
  }
}

async function act(scan, url) {
  try {
    const answer = await post(url, {});
    settle({ ...scan, answer: answer.state === "refused" ? { ...scan.answer, detail: answer.title } : answer });
  } catch (error) {
    if (error instanceof SignedOut) setTrouble(true);
    else if (!(error instanceof Offline)) throw error;
    else show({ ...scan, answer: { ...scan.answer, detail: words.waiting } }, false);
    play("waiting");
  }
  count();
}

// --- showing

function inThisPile(scan) {
  return scan.pile === chosen.pile;
}

function show(scan, isNew) {
  if (!inThisPile(scan) && scan.answer) return leave(scan);
  const state = scan.answer?.state ?? "waiting";
  const template = document.querySelector(`template[data-row="${state}"]`);
  const row = template.content.firstElementChild.cloneNode(true);
  fill(row, scan);
  const old = rows.get(scan.id)?.row;
  if (old) old.replaceWith(row);
  else list.prepend(row);
  if (isNew) row.classList.add("scan-new");
  rows.set(scan.id, { row, word: row.querySelector(".scan-word").textContent });
  count();
}

// It waited here for another pile, and is answered now.
function leave(scan) {
  rows.get(scan.id)?.row.remove();
  rows.delete(scan.id);
  count();
}

function fill(row, scan) {
  const { answer } = scan;
  row.dataset.id = scan.id;
  row.querySelector("[data-title]").textContent = answer?.title ?? scan.code;
  row.querySelector("[data-detail]").textContent =
    answer?.detail ?? (scan.told ? words.waiting : words.sending);
  wire(row, "[data-undo]", answer?.undo_url, () => act(scan, answer.undo_url));
  wire(row, "[data-drop]", true, () => forget(scan));
  link(row.querySelector("[data-tag]"), answer?.device?.tag_url);
  link(row.querySelector("[data-open]"), answer?.device?.url);
  if (answer) row.querySelector("[data-choices]").append(...choices(scan));
}

function choices(scan) {
  const { answer } = scan;
  const offered = (answer.suggestions ?? []).map((one) =>
    button(one.text, () => choose(scan, one.number)));
  for (const device of answer.devices ?? []) {
    offered.push(button(device.text, () => choose(scan, scan.code, { device: device.id })));
  }
  if (answer.fresh) {
    // Ten digits with a wrong one among them may also be a maker's own number.
    const text = answer.state === "unknown" ? words.fresh : words.serial;
    offered.push(button(text, () => choose(scan, scan.code, { fresh: true })));
  }
  if (answer.act) offered.push(button(answer.act.text, (event) => {
    event.currentTarget.disabled = true;
    act(scan, answer.act.url);
  }));
  const others = answer.claim_url ? [{ text: words.claim, url: answer.claim_url }] : [];
  for (const { text, url } of [...others, ...(answer.links ?? [])]) {
    const other = document.createElement("a");
    other.className = "btn-quiet btn-small";
    other.textContent = text;
    other.href = url;
    offered.push(other);
  }
  return offered;
}

// A choice is a scan of its own; the question it answers goes.
function choose(scan, code, more = {}) {
  store.drop(scan);
  rows.get(scan.id)?.row.remove();
  rows.delete(scan.id);
  add(code, more);
}

function forget(scan) {
  const known = rows.get(scan.id);
  if (known) known.dropped = true; // it may be on its way: then it is taken back when answered
  known?.row.remove();
  store.drop(scan);
  count();
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn-quiet btn-small";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function wire(row, selector, possible, act) {
  const found = row.querySelector(selector);
  if (!found) return;
  if (possible) found.addEventListener("click", () => { found.disabled = true; act(); });
  else found.remove();
}

function link(anchor, url) {
  if (!anchor) return;
  if (url) {
    anchor.href = url;
    anchor.hidden = false;
  } else anchor.remove();
}

function count() {
  const scans = store.all(chosen.organisation);
  const waiting = scans.filter((scan) => !scan.answer && scan.told).length;
  const mine = scans.filter(inThisPile);
  pile.querySelector("[data-count]").textContent =
    mine.filter((scan) => scan.answer?.state === "received").length;
  pile.querySelector("[data-waiting]").hidden = !waiting;
  pile.querySelector("[data-waiting-count]").textContent = waiting;
  pile.querySelector("[data-none]").hidden = list.childElementCount > 0;
}

function say(text) {
  pile.querySelector("[data-said]").textContent = text;
}

function setTrouble(there) {
  signedOut = there;
  pile.querySelector("[data-trouble]").hidden = !there;
}

// --- done

const done = document.querySelector("[data-done]");

pile.querySelector("[data-finish]").addEventListener("click", () => {
  const scans = store.all(chosen.organisation);
  const refused = scans.filter((s) => inThisPile(s) && ["refused", "unknown"].includes(s.answer?.state));
  const copies = refused.map((scan) => {
    const copy = rows.get(scan.id).row.cloneNode(true);
    copy.querySelector(".scan-do").remove();
    copy.querySelector(".scan-choices").remove();
    return copy;
  });
  done.querySelector("[data-done-received]").textContent = pile.querySelector("[data-count]").textContent;
  done.querySelector("[data-done-waiting]").hidden = scans.every((scan) => scan.answer);
  done.querySelector("[data-done-refused]").hidden = !refused.length;
  done.querySelector("[data-done-list]").replaceChildren(...copies);
  order(scans.filter((scan) => inThisPile(scan) && scan.answer?.state === "received"));
  done.showModal();
});

// Where something is asked of all of them together, the form carries each device once.
function order(received) {
  const form = done.querySelector("form[data-devices]");
  if (!form) return;
  const ids = new Set(received.map((scan) => scan.answer.device.id));
  const inputs = [...ids].map((id) => Object.assign(document.createElement("input"), {
    type: "hidden",
    name: "device",
    value: id,
  }));
  form.querySelector("[data-device-list]").replaceChildren(...inputs);
  form.hidden = !ids.size;
}

done.querySelector("[data-more]").addEventListener("click", () => done.close());
done.querySelector("[data-leave]").addEventListener("click", leavePile);
done.querySelector("form[data-devices]")?.addEventListener("submit", leavePile);

function leavePile() {
  for (const scan of store.all(chosen.organisation)) {
    if (scan.answer && inThisPile(scan)) store.drop(scan);
  }
}

// --- begin

for (const scan of store.all(chosen.organisation)) {
  if (inThisPile(scan) || !scan.answer) show(scan, false);
}
offerCamera(pile.querySelector("[data-pile-camera]"), take);
addEventListener("online", send);
addEventListener("focus", () => { setTrouble(false); send(); });
setInterval(send, RETRY_MS);
send();
count();
if (pile.dataset.code) {
  const address = new URL(location.href);
  address.searchParams.delete("code"); // a reload does not scan it again
  history.replaceState(null, "", address);
  take(pile.dataset.code);
}
