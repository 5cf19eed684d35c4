// The pile at the door: what pile.js does, and sorting. What can be chosen stands in the page
// (data-offer), so that it works without a network as well.

import { offer, ready, remember } from "./door-kept.js"; // before the pile reads what was chosen
import { add, chosen, onCode, pace, say } from "./pile.js";
import { cardOf, isTag, Modes } from "./pile-modes.js";
import { Scale } from "./pile-weigh.js";

// Twenty chargers of one model bear one code: only what a scanner reads twice by itself is one.
const ALIKE_MS = 1000;
const pile = document.querySelector("#pile");
const { again_ms: ONCE_MS } = pace;
const words = document.querySelector("[data-words]").dataset;
const counter = pile.querySelector("[data-counter]");
const scrap = pile.querySelector("[data-scrap]");
const named = (list, id) => list.find((one) => one.id === id)?.name;

if (ready) begin();
else onCode(() => true); // nothing is chosen yet: a scan would belong nowhere

function begin() {
  const modes = new Modes(pile.querySelector("[data-modes]"), offer, switched);
  modes.changedPlace = (place) => {
    chosen.sends.place = place.id;
    switched(modes, false);
    say(place.name);
  };
  onCode((code) => sort(modes, code));
  counter.querySelector("[data-plus]").addEventListener("click", () => countOne(modes));
  const scale = new Scale(document.querySelector("[data-scale]"), weighed);
  scrap.querySelector("[data-weigh]").addEventListener("click", () => scale.open());
  pile.addEventListener("atelier:counted", (event) => drawCount(modes, event.detail));
  modes.choose(`kind:${chosen.sends.kind}`, false);
  const card = new URLSearchParams(location.search).get("card");
  if (card) modes.byCard(card);
}

// --- what is sorted now

function switched(modes, said) {
  chosen.sends = {
    ...chosen.sends,
    kind: modes.kind.key,
    scrap: modes.sort === "scrap" || undefined,
  };
  pace.again_ms = modes.sort === "article" ? ALIKE_MS : ONCE_MS;
  counter.hidden = modes.sort !== "article";
  scrap.hidden = modes.sort !== "scrap";
  counter.querySelector("[data-counter-name]").textContent = modes.article?.name ?? "";
  drawHead(modes);
  remember({ ...chosen.sends, scrap: undefined });
  if (said) say(nameOf(modes));
}

function nameOf(modes) {
  if (modes.sort === "scrap") return words.scrap;
  return modes.article?.name ?? modes.kind.name;
}

function drawHead(modes) {
  const { donation, place, kind } = chosen.sends;
  const who = named(offer.donations, donation) ?? pile.dataset.donor;
  const about = [who, named(offer.places, place)];
  pile.querySelector("[data-about]").textContent = about.filter(Boolean).join(" · ");
  // Loaded anew, it goes on with what was chosen last.
  const address = new URL(location.href);
  for (const [name, key] of Object.entries({ donation, place, kind })) address.searchParams.set(name, key);
  history.replaceState(null, "", address);
}

// --- what a code is, beside a device

function sort(modes, code) {
  const card = cardOf(code);
  if (card) return flash(modes.byCard(card));
  if (modes.sort !== "article") return false;
  if (!isTag(code)) return countOne(modes);
  // Nothing that is counted bears a tag: somebody went on with devices.
  modes.choose(`kind:${modes.kind.key}`);
  return false;
}

// A card changes what is sorted: seen as well as heard.
function flash(known) {
  const head = pile.querySelector(".pile-head");
  head.classList.remove("pile-switched");
  if (known) requestAnimationFrame(() => head.classList.add("pile-switched"));
  else say(words.strange);
  pile.querySelector("[data-strange]").hidden = known;
  return true;
}

// --- what bears no tag

function addAlong(label, what) {
  const { donation, place } = chosen.sends;
  add("", { url: pile.dataset.along, along: true, label, sends: { donation, place, ...what } });
}

function countOne(modes) {
  addAlong(modes.article.name, { article: modes.article.id });
  return true;
}

function weighed({ label, ...what }) {
  addAlong(label, what);
}

function drawCount(modes, scans) {
  const mine = scans.filter((scan) => scan.along && scan.sends.article === modes.article?.id);
  const there = mine.filter((scan) => !scan.closing && (scan.answer?.state ?? "received") === "received");
  counter.querySelector("[data-counter-count]").textContent = there.length;
}
