// Parts of a page that others change meanwhile: read again now and then, while somebody looks.
// Without scripts, or without a network, the page is as it was when it was opened.

import { morph } from "./morph.js";

const EVERY_MS = 5000;
const parts = () => [...document.querySelectorAll("[data-reload]")];

async function reload() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-By-Itself": "1" } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const news = [...fresh.querySelectorAll("[data-reload]")];
  // Another page altogether: signed out, or the count was closed.
  if (news.length !== parts().length) return;
  parts().forEach((part, place) => morph(part, news[place].innerHTML));
}

setInterval(reload, EVERY_MS);
