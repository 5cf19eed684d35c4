// A pile: choose once, then scan on and on. Each scan is kept here until the server has answered
// it, and answers in colour, word, icon and sound. What was chosen (data-sends) goes along with each
// scan, to the address of its pile (data-url).

import { offerCamera } from "./pile-camera.js";
import { wireDone } from "./pile-done.js";
import { keep } from "./pile-photo.js";
import { post, SignedOut } from "./pile-send.js";
import { Queue } from "./pile-queue.js";
import { Rows } from "./pile-rows.js";
import { play } from "./pile-sound.js";
import { isBadge, signIn } from "./scan.js";
import * as store from "./pile-store.js";
import { before, followed, remember } from "./pile-tag.js";

const MOST_ROWS = 100; // of what was scanned before: the count tells of all
export const pace = { again_ms: 3000 }; // the same code within this time is the same scan

const pile = document.querySelector("#pile");
const words = document.querySelector("[data-words]").dataset;
const part = (name) => pile.querySelector(name);
export const organisation = pile.dataset.organisation;
export const chosen = {
  organisation,
  pile: pile.dataset.pile,
  url: pile.dataset.url,
  sends: JSON.parse(pile.dataset.sends),
};
const lasting = Boolean(pile.dataset.settle); // what is refused here stays until somebody settles it
const seen = new Map();
const gates = []; // what a code may be instead of a scan: gate(code, plain) says whether it was

export function onCode(gate) {
  gates.push(gate);
}

const rows = new Rows(part("[data-scans]"), words, { undo, forget, dismiss, photo, choose, again, act });
const queue = new Queue(organisation, { answered, trouble, photographed });

// --- a scan comes in

function isAgain(code) {
  const key = code.toUpperCase().replace(/[\s.\-]/g, "");
  const last = seen.get(key) ?? -Infinity;
  seen.set(key, performance.now()); // a code held before the camera stays one scan
  return performance.now() - last < pace.again_ms;
}

async function take(code) {
  dispatchEvent(new Event("atelier:there")); // no key and no touch: the camera saw it
  const cleaned = code.trim();
  if (!cleaned || isAgain(cleaned)) return;
  if (isBadge(cleaned)) { // before the camera, or typed: its code is kept nowhere
    signIn(cleaned);
    return;
  }
  await started;
  if (!gates.some((gate) => gate(cleaned))) await add(cleaned);
}

// Shown, and heard, only once it is on the disk: what a person was told is never lost.
export async function add(code, more = {}) {
  const after = lasting ? before(chosen.pile) : undefined;
  const scan = { id: store.newId(), code, at: Date.now(), lasting, after, ...chosen, ...more };
  if (!scan.along) remember(scan);
  await store.put(scan);
  if (queue.trouble || navigator.onLine === false) tell(scan);
  else rows.show(scan, true);
  count();
  queue.send();
  return scan;
}

document.addEventListener("atelier:scan", (event) => {
  event.preventDefault();
  take(event.detail.code);
});

part("[data-type]").addEventListener("submit", (event) => {
  event.preventDefault();
  const input = event.target.elements.code;
  take(input.value);
  input.value = "";
});

// --- what came of it

function answered(scan) {
  showOrLeave(scan);
  followed(scan).then((bare) => bare && rows.has(bare.id) && rows.show(bare));
  say(`${rows.word(scan.id)}: ${scan.answer.title}. ${scan.answer.detail}`);
  play(scan.answer.state);
  count();
}

function trouble(what) {
  part("[data-trouble]").hidden = what !== "signed-out";
  const stumbled = part("[data-stumbled]");
  if (stumbled) stumbled.hidden = what !== "server";
  if (what) queue.waiting().filter((scan) => !scan.closing && !rows.told.has(scan.id)).forEach(tell);
  count();
}

function tell(scan) {
  rows.told.add(scan.id);
  rows.show(scan);
  say(`${scan.label ?? scan.code}: ${words.waiting}`);
  play("waiting");
}

function photographed(taken, answer) {
  say(answer.title);
  if (answer.state === "refused") play("refused");
}

store.watch((scan) => {
  if (scan.organisation !== organisation && !scan.dropped) return;
  if (scan.dropped || scan.closing) rows.remove(scan.id);
  else showOrLeave(scan);
  count();
});

// It waited here for another pile, and is answered now: unless a person has to see to it.
function showOrLeave(scan) {
  if (inThisPile(scan) || !scan.answer || scan.answer.asks) rows.show(scan);
  else rows.remove(scan.id);
}

function inThisPile(scan) {
  return scan.pile === chosen.pile;
}

// --- what a person does about it

async function act(scan, url) {
  const answer = await tryTo(url, scan);
  if (answer) await settle(scan, answer.state === "refused" ? { ...scan.answer, detail: answer.title } : answer);
}

async function undo(scan) {
  const wasTag = scan.answer.state === "tagged";
  await act(scan, scan.answer.undo_url);
  if (wasTag && store.get(scan.id)?.answer.state === "undone") await apart(scan);
}

// The tag is of something else, which has come in then too.
async function apart(scan) {
  rows.remove(scan.id);
  await store.drop(scan);
  await add(scan.code, { after: undefined });
}

async function tryTo(url, scan) {
  try {
    return await post(url, {}, organisation);
  } catch (error) {
    if (error instanceof SignedOut) trouble("signed-out");
    else rows.show({ ...scan, answer: { ...scan.answer, detail: words.waiting } });
    play("waiting");
    return null;
  }
}

async function settle(scan, answer) {
  const settled = { ...scan, answer };
  await store.put(settled);
  answered(settled);
}

// A choice is a scan of its own; the question it answers goes.
async function choose(scan, code, more = {}) {
  const { id, code: asked, answer, number, at, ...same } = scan;
  const settles = lasting && !answer.retry ? id : undefined;
  rows.remove(id);
  const anew = await add(code, { ...same, settles, device: undefined, fresh: undefined, ...more });
  for (const taken of await photosOf(scan)) {
    await store.putPhoto({ ...taken, scan: anew.id, url: `${anew.url}/${anew.id}/photo` });
  }
  await store.drop(scan);
}

// The server said no without keeping it: the same scan once more.
async function again(scan) {
  const { answer, ...anew } = scan;
  await store.put(anew);
  rows.show(anew);
  queue.send();
}

async function photosOf(scan) {
  return (await store.photos(organisation)).filter((taken) => taken.scan === scan.id);
}

async function dismiss(scan) {
  rows.remove(scan.id);
  for (const taken of await photosOf(scan)) await store.dropPhoto(taken);
  if (scan.answer.retry) await store.drop(scan);
  else await store.put({ ...scan, answer: undefined, closing: `${pile.dataset.settle}/${scan.id}/dismiss` });
  count();
  queue.send();
}

async function forget(scan) {
  rows.remove(scan.id);
  for (const taken of await photosOf(scan)) await store.dropPhoto(taken);
  // It may have arrived before the network went: then it is taken back there.
  if (pile.dataset.undo) await store.put({ ...scan, closing: `${scan.url}/${scan.id}/undo` });
  else await store.drop(scan);
  count();
  queue.send();
}

async function photo(scan, file) {
  const kept = await keep(scan, file);
  say(kept ? words.photo : words.unkept);
  const now = store.get(scan.id) ?? scan;
  const shown = { ...now, photos: (now.photos ?? 0) + (kept ? 1 : 0) };
  await store.put(shown);
  rows.show(shown);
  queue.send();
}

// --- showing

function count() {
  const waiting = queue.waiting().filter((scan) => !scan.closing && rows.told.has(scan.id));
  const scans = store.all(organisation);
  part("[data-count]").textContent = received(scans.filter((scan) => !scan.along));
  part("[data-waiting]").hidden = !waiting.length;
  part("[data-waiting-count]").textContent = waiting.length;
  part("[data-none]").hidden = part("[data-scans]").childElementCount > 0;
  const unkept = part("[data-unkept]");
  if (unkept) unkept.hidden = queue.waiting().every(store.isKept);
  pile.dispatchEvent(new CustomEvent("atelier:counted", { detail: scans.filter(inThisPile) }));
}

function received(scans) {
  return scans.filter((scan) => inThisPile(scan) && scan.answer?.state === "received").length;
}

export function say(text) {
  part("[data-said]").textContent = text;
}

// --- begin

async function begin() {
  await store.ready;
  const scans = store.all(organisation).filter((scan) => !scan.closing);
  for (const scan of scans) if (!scan.answer) rows.told.add(scan.id); // it waited before this page
  const mine = scans.filter((scan) => inThisPile(scan) && !scan.along);
  if (mine.length) remember(mine.at(-1));
  const listed = scans.filter((scan) => inThisPile(scan) || !scan.answer || scan.answer.asks);
  for (const scan of listed.slice(-MOST_ROWS)) rows.show(scan);
  count();
}

const started = begin();
const finish = wireDone(document.querySelector("[data-done]"), rows, () =>
  store.all(organisation).filter((scan) => inThisPile(scan) && !scan.closing));
part("[data-finish]").addEventListener("click", () => finish(part("[data-count]").textContent));
offerCamera(part("[data-pile-camera]"), take);
started.then(() => {
  queue.start();
  if (pile.dataset.code) {
    const address = new URL(location.href);
    address.searchParams.delete("code"); // a reload does not scan it again
    history.replaceState(null, "", address);
    take(pile.dataset.code);
  }
});
