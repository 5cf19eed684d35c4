// Parts of a page that follow what happens on the server, by server-sent events. Without scripts
// the page is as it was when it was opened.

import { morph } from "./morph.js";

//: How long a connection may be away before the page says so, and until it tries anew after a no.
const PATIENCE_MS = 8000;
const AGAIN_MS = 20000;

function follow(place) {
  const part = place.querySelector("[data-live-part]");
  const lost = place.querySelector("[data-live-lost]");
  const stale = place.querySelector("[data-live-stale]");
  const stamp = () => part.querySelector("[data-stamp]")?.dataset.stamp;
  const first = stamp();
  let source = null;
  let worry = null;
  let again = null;

  function show(markup) {
    const before = stamp();
    morph(part, markup);
    place.hidden = part.querySelector("[data-empty]") !== null;
    if (stale) stale.hidden = stamp() === first;
    if (stamp() !== before) renew();
  }

  function fine() {
    clearTimeout(worry);
    worry = null;
    lost.hidden = true;
  }

  function trouble() {
    // A stream ends each minute by itself; the browser opens it again at once.
    worry ??= setTimeout(() => (lost.hidden = false), PATIENCE_MS);
    if (source.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS);
  }

  function open() {
    close();
    source = new EventSource(place.dataset.live);
    source.addEventListener("open", fine);
    source.addEventListener("part", (event) => show(event.data));
    source.addEventListener("error", trouble);
  }

  function close() {
    clearTimeout(again);
    source?.close();
  }

  // A browser opens few connections to one server: who looks elsewhere needs none.
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && open());
  if (!document.hidden) open();
}

// What follows from the news elsewhere on the page, as the next step of a device.
async function renew() {
  const parts = [...document.querySelectorAll("[data-renew]")];
  if (parts.length === 0) return;
  const headers = { Accept: "text/html", "X-By-Itself": "1" };
  const answer = await fetch(location.href, { headers }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const news = fresh.getElementById(part.id);
    if (news === null) continue; // another page altogether: signed out
    part.className = news.className;
    morph(part, news.innerHTML);
  }
}

for (const place of document.querySelectorAll("[data-live]")) follow(place);
for (const element of document.querySelectorAll("[data-live-hide]")) element.hidden = true;
