// The number pad for scrap: what kind, how many kilos. No unit is typed, and no keyboard opens.

import { announce } from "./scan.js";

const MOST_KG = 1000;
const FASTEST_HAND_MS = 50;
const SHORTEST_CODE = 5; // four digits are kilos

export class Scale {
  // `weighed({ scrap, weight_g, label })` is called once a weight is confirmed.
  constructor(dialog, weighed) {
    Object.assign(this, { dialog, weighed });
    this.shown = dialog.querySelector("[data-kilos]");
    this.decimal = dialog.dataset.decimal;
    dialog.querySelector("[data-pad]").addEventListener("click", (event) => {
      const key = event.target.closest("[data-key]")?.dataset.key;
      if (key) this.press(key);
    });
    dialog.addEventListener("keydown", (event) => this.onKey(event));
    dialog.querySelector("form").addEventListener("submit", (event) => this.confirm(event));
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  }

  open() {
    this.write("");
    this.say(null);
    this.dialog.showModal();
  }

  onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (this.isScan(event)) return;
    if (/^\d$/.test(event.key)) this.press(event.key);
    else if (event.key === "," || event.key === ".") this.press(",");
    else if (event.key === "Backspace") this.press("back");
    else return;
    event.preventDefault();
  }

  // Somebody went on scanning while the scale stood open: that is no weight.
  isScan(event) {
    if (event.timeStamp - (this.last ?? 0) > FASTEST_HAND_MS) this.quick = "";
    this.last = event.timeStamp;
    if (event.key.length === 1) this.quick += event.key;
    if (event.key !== "Enter" || this.quick.length < SHORTEST_CODE) return false;
    event.preventDefault();
    event.stopPropagation();
    this.dialog.close();
    announce(this.quick);
    return true;
  }

  press(key) {
    if (key === "back") this.write(this.typed.slice(0, -1));
    else if (key === ",") this.write(this.typed.includes(",") ? this.typed : `${this.typed || "0"},`);
    else if (/^\d{0,4}(,\d{0,2})?$/.test(this.typed + key)) this.write(this.typed + key);
  }

  write(typed) {
    this.typed = typed;
    this.shown.textContent = typed.replace(",", this.decimal) || "0";
  }

  confirm(event) {
    event.preventDefault();
    const grams = Math.round(Number(this.typed.replace(",", ".")) * 1000);
    const kind = this.dialog.querySelector("[name=scrap]:checked");
    if (!kind) return this.say("kind");
    if (!grams || grams > MOST_KG * 1000) return this.say("kilos");
    const name = kind.labels[0].textContent.trim();
    this.dialog.close();
    this.weighed({
      scrap: kind.value,
      weight_g: grams,
      label: `${name} · ${this.shown.textContent} kg`,
    });
  }

  say(what) {
    for (const words of this.dialog.querySelectorAll("[data-wrong]")) {
      words.hidden = words.dataset.wrong !== what;
    }
  }
}
