// The scans of this browser, each under a key of its own: two tabs never overwrite each other, and
// what was scanned without a network is still here after a crash, a reload or a flat battery.

const PREFIX = "atelier.scan.";
const KEPT_MS = 2 * 24 * 3600 * 1000;

// A private window may refuse to store: the pile then works, as long as the page stays open.
const memory = new Map();

function keyOf(scan) {
  return `${PREFIX}${scan.organisation}.${scan.id}`;
}

// Pages over plain HTTP in a workshop's own network have no crypto.randomUUID.
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function put(scan) {
  const key = keyOf(scan);
  memory.set(key, scan);
  try {
    localStorage.setItem(key, JSON.stringify(scan));
  } catch (error) {
    console.info("scan kept in memory only", error);
  }
}

export function drop(scan) {
  memory.delete(keyOf(scan));
  try {
    localStorage.removeItem(keyOf(scan));
  } catch {
    // nothing was stored
  }
}

// All scans of the organisation, oldest first. Answered ones go after two days.
export function all(organisation) {
  const found = new Map(memory);
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(`${PREFIX}${organisation}.`)) found.set(key, parse(key));
    }
  } catch {
    // only what is in memory
  }
  const scans = [...found.values()].filter((scan) => scan && scan.organisation === organisation);
  for (const scan of scans) {
    if (scan.answer && Date.now() - scan.at > KEPT_MS) drop(scan);
  }
  return scans.sort((one, other) => one.at - other.at);
}

function parse(key) {
  try {
    return withAddress(JSON.parse(localStorage.getItem(key)));
  } catch {
    return null;
  }
}

// Kept before there was more than one kind of pile: it was scanned at the door.
function withAddress(scan) {
  if (scan.url) return scan;
  const { donation, place, kind, ...rest } = scan;
  return { ...rest, pile: `intake-${donation}`, url: "/intake/scans", sends: { donation, place, kind } };
}
