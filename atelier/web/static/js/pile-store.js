// The scans of this browser, in IndexedDB: what was scanned without a network is still here after a
// crash, a reload or a flat battery. Each tab holds them in memory as well, and tells the others.

const NAME = "atelier";
const SCANS = "scans";
const PHOTOS = "photos";
const OLD_PREFIX = "atelier.scan."; // where they were kept before: in localStorage
const DAY_MS = 24 * 3600 * 1000;
const KEPT_MS = 2 * DAY_MS; // what was answered
const ASKED_MS = 30 * DAY_MS; // what a person still has to settle

const scans = new Map();
const unkept = new Set(); // only in memory: this browser stores nothing
const watchers = new Set();
const channel = "BroadcastChannel" in window ? new BroadcastChannel("atelier.scans") : null;
let database = null;

export const ready = load();

// Pages over plain HTTP in a workshop's own network have no crypto.randomUUID.
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// --- what there is

export function get(id) {
  return scans.get(id);
}

// All scans of the organisation, oldest first. What is over goes by itself, some days later.
export function all(organisation) {
  const mine = [...scans.values()].filter((scan) => scan.organisation === organisation);
  for (const scan of mine) {
    if (scan.answer && Date.now() - scan.at > (scan.answer.asks ? ASKED_MS : KEPT_MS)) drop(scan);
  }
  return mine.sort((one, other) => one.at - other.at || one.number - other.number);
}

export function isKept(scan) {
  return !unkept.has(scan.id);
}

// Called with each scan that another tab put, or that it dropped (then with its id alone).
export function watch(told) {
  watchers.add(told);
}

// --- what changes

let number = 0;

// Resolves to whether it now lies on the disk: only then may anybody be told that it was taken.
export async function put(scan) {
  const numbered = { number: (number += 1), ...scan };
  const isNew = !scans.has(scan.id);
  if (!isNew) scans.set(scan.id, numbered);
  const kept = await write(SCANS, (store) => store.put(numbered));
  if (isNew) scans.set(scan.id, numbered); // nobody shows it before
  if (kept) unkept.delete(scan.id);
  else unkept.add(scan.id);
  channel?.postMessage({ put: numbered });
  return kept;
}

export async function drop(scan) {
  scans.delete(scan.id);
  unkept.delete(scan.id);
  await write(SCANS, (store) => store.delete(scan.id));
  channel?.postMessage({ drop: scan.id });
}

// --- photos: {id, organisation, scan, url, blob}

export async function photos(organisation) {
  const found = await read(PHOTOS).catch(() => []);
  return found.filter((photo) => photo.organisation === organisation);
}

export function putPhoto(photo) {
  return write(PHOTOS, (store) => store.put(photo));
}

export function dropPhoto(photo) {
  return write(PHOTOS, (store) => store.delete(photo.id));
}

// --- between tabs

channel?.addEventListener("message", ({ data }) => {
  if (data.put) scans.set(data.put.id, data.put);
  else scans.delete(data.drop);
  for (const told of watchers) told(data.put ?? { id: data.drop, dropped: true });
});

// After this page lay still for a while, it may have missed what other tabs said.
export async function refresh() {
  if (!database) return;
  const there = await read(SCANS).catch(() => null);
  if (!there) return;
  const ids = new Set(there.map((scan) => scan.id));
  for (const scan of there) scans.set(scan.id, scan);
  for (const id of scans.keys()) if (!ids.has(id) && !unkept.has(id)) scans.delete(id);
}

// --- the database

async function load() {
  await open();
  try {
    const there = database ? await read(SCANS) : [];
    for (const scan of there.sort((one, other) => one.at - other.at)) scans.set(scan.id, scan);
  } catch (error) {
    console.info("scans not read", error);
  }
  await bringOver();
}

function open() {
  return new Promise((done) => {
    let asked;
    try {
      asked = indexedDB.open(NAME, 1);
    } catch (error) {
      console.info("nothing can be kept here", error);
      done();
      return;
    }
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(SCANS, { keyPath: "id" });
      asked.result.createObjectStore(PHOTOS, { keyPath: "id" });
    };
    asked.onsuccess = () => {
      database = asked.result;
      database.onversionchange = () => database.close();
      database.onclose = () => { database = null; };
      done();
    };
    // A private window may refuse to store: the pile then works, as long as the page stays open.
    asked.onerror = () => done();
    asked.onblocked = () => done();
  });
}

function read(name) {
  return new Promise((done, failed) => {
    const asked = database.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function write(name, change) {
  if (!database) await open();
  if (!database) return false;
  return new Promise((done) => {
    try {
      // Strict: on the disk, not on its way to it, when we say that it is kept.
      const work = database.transaction(name, "readwrite", { durability: "strict" });
      work.oncomplete = () => done(true);
      work.onabort = () => done(false);
      change(work.objectStore(name));
    } catch (error) {
      console.info("not kept", error);
      done(false);
    }
  });
}

// --- from before

async function bringOver() {
  let keys = [];
  try {
    keys = Object.keys(localStorage).filter((key) => key.startsWith(OLD_PREFIX));
  } catch {
    return;
  }
  for (const key of keys) {
    const scan = parse(key);
    if (scan && !scans.has(scan.id) && !(await put(scan))) continue;
    localStorage.removeItem(key);
  }
}

function parse(key) {
  try {
    return withAddress(JSON.parse(localStorage.getItem(key)));
  } catch {
    return null;
  }
}

// Kept before there was more than one kind of pile: it was scanned at the door.
function withAddress(scan) {
  if (scan.url) return scan;
  const { donation, place, kind, ...rest } = scan;
  return { ...rest, pile: `intake-${donation}`, url: "/intake/scans", sends: { donation, place, kind } };
}
