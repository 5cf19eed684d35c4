// A blank tag that is scanned right after the number of its maker goes on that same thing: each scan
// says which one came before it, and the row of the number follows what became of the tag.

import * as store from "./pile-store.js";

const TOGETHER_MS = 5 * 60 * 1000; // after a pause it is another thing

let last = null;

// The scan just before this one, in this pile.
export function before(pile) {
  return last && last.pile === pile && Date.now() - last.at < TOGETHER_MS ? last.id : undefined;
}

export function remember(scan) {
  last = scan;
}

// The scan that `scan` put a tag on, or took it off: as it is now.
export async function followed(scan) {
  const tagged = scan.answer.device && ["tagged", "undone"].includes(scan.answer.state);
  const bare = tagged && store.get(scan.after);
  if (!bare?.answer?.device) return null;
  const now = { ...bare, answer: { ...bare.answer, device: scan.answer.device } };
  await store.put(now);
  return now;
}
