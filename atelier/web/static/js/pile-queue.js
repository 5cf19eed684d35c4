// Sends what waits, one after the other, in the order in which it was scanned. What has no answer
// yet stays. One tab sends at a time; where browsers cannot see to that, the ids do.

import { NotMine, Offline, post, SignedOut, Stumbled } from "./pile-send.js";
import * as store from "./pile-store.js";

const RETRY_MS = 4000;
const STUMBLES = 3; // one after the other: then it is the server, not the scan
const LOCKED_MS = 60000; // a tab that holds the lock for so long is asleep

export class Queue {
  // `told.answered(scan)`, `told.trouble(what)`: null, offline, server or signed-out.
  constructor(organisation, told) {
    this.organisation = organisation;
    this.told = told;
    this.trouble = null;
    this.sending = false;
    this.tries = new Map();
    this.sentAt = Date.now();
  }

  start() {
    addEventListener("online", () => this.send());
    addEventListener("focus", () => this.awake());
    addEventListener("pageshow", (event) => event.persisted && this.awake());
    setInterval(() => this.trouble !== "signed-out" && this.send(), RETRY_MS);
    this.send();
  }

  waiting() {
    return store.all(this.organisation).filter((scan) => !scan.answer);
  }

  async awake() {
    await store.refresh();
    this.send();
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    try {
      await this.alone(() => this.drain());
    } finally {
      this.sending = false;
    }
  }

  alone(work) {
    const { locks } = navigator; // none on pages over plain HTTP
    const asleep = Date.now() - this.sentAt > LOCKED_MS;
    if (!locks || (asleep && this.waiting().length)) return this.now(work);
    const asked = { ifAvailable: true };
    return locks.request(`atelier.send.${this.organisation}`, asked, (lock) => lock && this.now(work));
  }

  now(work) {
    this.sentAt = Date.now();
    return work();
  }

  async drain() {
    try {
      const left = await this.drainScans();
      await this.drainPhotos();
      this.say(left);
    } catch (error) {
      if (error instanceof SignedOut) this.say("signed-out");
      else if (error instanceof Offline) this.say("offline");
      else throw error;
    }
  }

  async drainScans() {
    const passed = new Set();
    let stumbles = 0;
    let left = null;
    for (let scan = this.next(passed); scan; scan = this.next(passed)) {
      try {
        await this.sendOne(scan);
        stumbles = 0;
      } catch (error) {
        if (!(error instanceof Stumbled || error instanceof NotMine)) throw error;
        passed.add(scan.id);
        this.tries.set(scan.id, (this.tries.get(scan.id) ?? 0) + 1);
        left = "server";
        stumbles += 1;
        if (stumbles >= STUMBLES) break;
      }
    }
    return left;
  }

  // What the server stumbled over goes last, so that it holds up nothing else.
  next(passed) {
    const tries = (scan) => this.tries.get(scan.id) ?? 0;
    const waiting = this.waiting().filter((scan) => !passed.has(scan.id));
    return waiting.reduce((best, scan) => (!best || tries(scan) < tries(best) ? scan : best), null);
  }

  async sendOne(scan) {
    const { id, code, at, url, sends, device, fresh, settles, after } = scan;
    if (scan.closing) {
      await post(scan.closing, {}, this.organisation);
      await store.drop(scan);
      return;
    }
    const body = { id, code, at, ...sends, device, fresh, settles, after };
    const answer = await post(url, body, this.organisation);
    const now = store.get(id);
    if (!now || now.closing) {
      // Taken out of the pile while it was on its way.
      if (!now && answer.undo_url) await store.put({ ...scan, closing: answer.undo_url });
      return;
    }
    // What the server did not keep, nobody finds there: it stays here until somebody saw to it.
    const answered = { ...now, answer: answer.retry ? { ...answer, asks: now.lasting } : answer };
    await store.put(answered);
    this.told.answered(answered);
  }

  async drainPhotos() {
    for (const photo of await store.photos(this.organisation)) {
      const scan = store.get(photo.scan);
      if (scan && !scan.answer?.device) continue; // nobody knows yet of which device it is
      try {
        const said = await post(photo.url, photo.blob, this.organisation);
        this.told.photographed?.(photo, said);
        await store.dropPhoto(photo);
      } catch (error) {
        if (!(error instanceof Stumbled || error instanceof NotMine)) throw error;
      }
    }
  }

  say(trouble) {
    this.trouble = trouble;
    this.told.trouble(trouble);
  }
}
