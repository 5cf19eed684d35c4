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
    morph(part, markup);
    place.hidden = part.querySelector("[data-empty]") !== null;
    if (stale) stale.hidden = stamp() === first;
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

for (const place of document.querySelectorAll("[data-live]")) follow(place);
for (const element of document.querySelectorAll("[data-live-hide]")) element.hidden = true;
