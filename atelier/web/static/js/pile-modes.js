// What is being sorted now: a kind of device, things that are counted, or scrap. Chosen by a tap, or
// by scanning a printed card, which changes the place as well.

const CARD = /^9797\d{12}$/;
// What the digit keys give when a scanner and the computer differ in their keyboard.
const AZERTY = { "&": 1, "é": 2, '"': 3, "'": 4, "(": 5, "§": 6, "-": 6, "è": 7, "!": 8, _: 8, "ç": 9, "à": 0 };

// The digits of a mode card, or null: such codes stand for nothing else.
export function cardOf(code) {
  const compact = code.replace(/\s/g, "");
  const digits = /\d/.test(compact) ? compact : [...compact].map((key) => AZERTY[key] ?? key).join("");
  if (!CARD.test(digits)) return null;
  const payload = Number(digits.slice(4, 14));
  return Number(digits.slice(14)) === (payload % 97 || 97) ? digits : null;
}

// Ten digits that are a tag: always a device, whatever is being counted.
export function isTag(code) {
  const digits = code.replace(/[\s.\-]/g, "");
  if (!/^\d{10}$/.test(digits)) return false;
  return Number(digits.slice(8)) === (Number(digits.slice(0, 8)) % 97 || 97);
}

export class Modes {
  // `offer`: kinds, articles, scrap and places with the codes of their cards (routes/offering.py).
  constructor(area, offer, changed) {
    Object.assign(this, { area, offer, changed });
    this.dialog = document.querySelector("[data-modes-all]");
    this.quick = area.querySelector("[data-modes-quick]");
    this.recent = {};
    this.dialog.addEventListener("click", (event) => {
      const tile = event.target.closest("[data-mode]");
      if (tile) this.choose(tile.dataset.mode);
      if (tile || event.target.closest("[data-close]")) this.dialog.close();
    });
    this.quick.addEventListener("click", (event) => {
      const tile = event.target.closest("[data-mode]");
      if (tile) this.choose(tile.dataset.mode);
      if (event.target.closest("[data-more-modes]")) this.dialog.showModal();
    });
  }

  // `mode`: "kind:laptop", "article:5" or "scrap".
  choose(mode, said = true) {
    const [sort, key] = mode.split(":");
    this.mode = mode;
    this.sort = sort;
    if (sort === "kind") this.kind = this.offer.kinds.find((one) => one.key === key) ?? this.offer.kinds[0];
    this.article = sort === "article" ? this.offer.articles.find((one) => one.id === Number(key)) : null;
    this.recent[sort] = mode;
    this.draw();
    this.changed(this, said);
  }

  // Whether `digits` (of a card) stood for something that there is.
  byCard(digits) {
    const places = this.offer.places.find((one) => one.card === digits);
    if (places) {
      this.changedPlace(places);
      return true;
    }
    const tile = this.dialog.querySelector(`[data-card="${digits}"]`);
    if (tile) this.choose(tile.dataset.mode);
    return Boolean(tile);
  }

  // The kind of device, what was counted last, scrap; all else is one tap further.
  draw() {
    const articles = this.offer.articles;
    const shown = [
      this.recent.kind ?? `kind:${this.kind.key}`,
      this.recent.article ?? (articles.length ? `article:${articles[0].id}` : null),
      "scrap",
    ];
    const tiles = shown.filter(Boolean).map((mode) => {
      const tile = this.dialog.querySelector(`[data-mode="${mode}"]`).cloneNode(true);
      tile.setAttribute("aria-pressed", String(mode === this.mode));
      return tile;
    });
    const focused = this.quick.contains(document.activeElement) && document.activeElement.dataset.mode;
    this.quick.replaceChildren(...tiles, this.quick.querySelector("[data-more-modes]"));
    if (focused) this.quick.querySelector(`[data-mode="${focused}"]`)?.focus();
    for (const tile of this.dialog.querySelectorAll("[data-mode]")) {
      tile.setAttribute("aria-pressed", String(tile.dataset.mode === this.mode));
    }
  }
}
