// How scans are shown: a row each, by the state of its answer, with what can be done about it.

export class Rows {
  // `list`: an <ol> or <ul>; `words`: of the page; `acts`: what the buttons of a row do.
  constructor(list, words, acts) {
    Object.assign(this, { list, words, acts });
    this.rows = new Map();
    this.told = new Set(); // shown as waiting, and no longer as on its way
  }

  has(id) {
    return this.rows.has(id);
  }

  word(id) {
    return this.rows.get(id)?.querySelector(".scan-word").textContent ?? "";
  }

  copy(id) {
    const copy = this.rows.get(id)?.cloneNode(true);
    copy?.querySelector(".scan-do").remove();
    copy?.querySelector(".scan-choices").remove();
    return copy;
  }

  remove(id) {
    this.rows.get(id)?.remove();
    this.rows.delete(id);
  }

  show(scan, isNew = false) {
    const state = scan.answer?.state ?? "waiting";
    const template = document.querySelector(`template[data-row="${state}"]`)
      ?? document.querySelector('template[data-row="refused"]');
    const row = template.content.firstElementChild.cloneNode(true);
    this.fill(row, scan);
    const old = this.rows.get(scan.id);
    if (old) old.replaceWith(row);
    else this.list.prepend(row);
    if (isNew) row.classList.add("scan-new");
    this.rows.set(scan.id, row);
  }

  fill(row, scan) {
    const { answer } = scan;
    row.dataset.id = scan.id;
    row.querySelector("[data-title]").textContent = answer?.title ?? scan.label ?? scan.code;
    row.querySelector("[data-detail]").textContent = answer?.detail
      ?? (this.told.has(scan.id) ? this.words.waiting : this.words.sending);
    this.wire(row, "[data-undo]", answer?.undo_url, () => this.acts.undo(scan));
    this.wire(row, "[data-drop]", true, () => this.acts.forget(scan));
    this.wire(row, "[data-dismiss]", answer?.asks, () => this.acts.dismiss(scan));
    this.photo(row, scan);
    link(row.querySelector("[data-tag]"), answer?.device?.tag_url);
    link(row.querySelector("[data-open]"), answer?.device?.url);
    if (answer) row.querySelector("[data-choices]").append(...this.choices(scan));
  }

  photo(row, scan) {
    const input = row.querySelector("[data-photo]");
    if (!input) return;
    if (scan.along) {
      row.querySelector("[data-photo-box]").remove();
      return;
    }
    input.id = `photo-${scan.id}`;
    row.querySelector("[data-photo-label]").htmlFor = input.id;
    row.querySelector("[data-photo-count]").textContent = scan.photos ?? "";
    input.addEventListener("change", () => input.files[0] && this.acts.photo(scan, input.files[0]));
  }

  choices(scan) {
    const { answer } = scan;
    const offered = (answer.suggestions ?? []).map((one) =>
      button(one.text, () => this.acts.choose(scan, one.number)));
    for (const device of answer.devices ?? []) {
      offered.push(button(device.text, () => this.acts.choose(scan, scan.code, { device: device.id })));
    }
    if (answer.fresh) {
      // Ten digits with a wrong one among them may also be a maker's own number.
      const text = answer.state === "unknown" ? this.words.fresh : this.words.serial;
      offered.push(button(text, () => this.acts.choose(scan, scan.code, { fresh: true })));
    }
    if (answer.again) offered.push(button(this.words.again, () => this.acts.choose(scan, scan.code)));
    if (answer.retry) offered.push(button(this.words.again, () => this.acts.again(scan)));
    if (answer.act) offered.push(button(answer.act.text, (event) => {
      event.currentTarget.disabled = true;
      this.acts.act(scan, answer.act.url);
    }));
    const others = answer.claim_url ? [{ text: this.words.claim, url: answer.claim_url }] : [];
    for (const { text, url } of [...others, ...(answer.links ?? [])]) {
      const other = document.createElement("a");
      other.className = "btn-quiet btn-small";
      other.textContent = text;
      other.href = url;
      offered.push(other);
    }
    return offered;
  }

  wire(row, selector, possible, act) {
    const found = row.querySelector(selector);
    if (!found) return;
    if (possible) found.addEventListener("click", () => { found.disabled = true; act(); });
    else found.remove();
  }
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn-quiet btn-small";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function link(anchor, url) {
  if (!anchor) return;
  if (url) {
    anchor.href = url;
    anchor.hidden = false;
  } else anchor.remove();
}
