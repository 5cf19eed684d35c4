// The number pad for scrap: what kind, how many kilos. No unit is typed, and no keyboard opens.

const MOST_KG = 1000;

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
    if (/^\d$/.test(event.key)) this.press(event.key);
    else if (event.key === "," || event.key === ".") this.press(",");
    else if (event.key === "Backspace") this.press("back");
    else return;
    event.preventDefault();
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
