// The service worker: without a network, the pile at the door still opens, and any other page says
// what works. With one, every page comes from the server: what is kept is never shown instead.
// VERSION and FILES are put before this by the server (atelier/web/offline.py).

const SHELL = `atelier-shell-${VERSION}`;
const PAGES = "atelier-pages"; // what was kept for whoever is signed in: gone when they are
const OFFLINE = "/offline";
const KEPT = "/intake/kept";
const DOOR = ["/intake", "/intake/pile", KEPT];
const AWAY = [502, 503, 504]; // somebody answers, but not the application
const PATIENCE_MS = 8000;
const LONG_MS = 60000; // a list of everything, or a sheet of labels, takes its time to make

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(clean().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  const { keep, forget } = event.data ?? {};
  if (keep) event.waitUntil(keepPages(keep));
  if (forget) event.waitUntil(caches.delete(PAGES));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // What changes anything, and all data, go past us: the page itself keeps what it could not send.
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (/^\/(bootstrap\/)?static\//.test(url.pathname)) event.respondWith(file(request, url));
});

async function fill() {
  const cache = await caches.open(SHELL);
  await cache.addAll(FILES);
  await cache.put(OFFLINE, await fetch(OFFLINE, { credentials: "omit" }));
}

async function clean() {
  for (const name of await caches.keys()) {
    if (name.startsWith("atelier-shell-") && name !== SHELL) await caches.delete(name);
  }
}

async function keepPages({ language }) {
  const kept = await fetch(KEPT, { headers: { Accept: "text/html" } });
  if (kept.ok && !kept.redirected) await (await caches.open(PAGES)).put(KEPT, kept);
  else await caches.delete(PAGES); // signed out, or no longer allowed
  const told = await fetch(`${OFFLINE}?language=${language}`, { credentials: "omit" });
  if (told.ok) await (await caches.open(SHELL)).put(OFFLINE, told);
}

async function page(request, url) {
  try {
    const answer = await soon(fetch(request), DOOR.includes(url.pathname) ? PATIENCE_MS : LONG_MS);
    if (!AWAY.includes(answer.status)) return answer;
    return (await instead(url)) ?? answer;
  } catch {
    return (await instead(url)) ?? Response.error();
  }
}

async function instead(url) {
  const kept = DOOR.includes(url.pathname) && await caches.match(KEPT, { cacheName: PAGES });
  return kept || caches.match(OFFLINE, { cacheName: SHELL });
}

// With its hash in the address, a file is always the same; the others are asked for first.
async function file(request, url) {
  const cache = await caches.open(SHELL);
  if (url.searchParams.has("v") || url.pathname.startsWith("/bootstrap/")) {
    const known = await cache.match(request);
    if (known) return known;
  }
  try {
    return await soon(fetch(request));
  } catch {
    return (await cache.match(request, { ignoreSearch: true })) ?? Response.error();
  }
}

// A network that says nothing is no network.
function soon(answer, patience = PATIENCE_MS) {
  return Promise.race([
    answer,
    new Promise((_, failed) => setTimeout(() => failed(new Error("no answer")), patience)),
  ]);
}
