// Scan anywhere: a scanner types like a very fast keyboard and ends with Enter.
// A page that wants scans for itself (a pile) listens for "atelier:scan" and prevents its default.

const FASTEST_HAND_MS = 50;
const SHORTEST_CODE = 4;
//: A badge: 26 digits, or what a scanner set to another keyboard makes of them.
const BADGE = /^(?:\d{26}|[&é"'(§è!çà_-]{26})$/iu;
//: The end of one, scanned before the page listened: the door says to scan it once more.
const PIECE = /^(?:\d{21,25}|[&é"'(§è!çà_-]{21,25})$/iu;

let typed = "";
let last = 0;

function inField(target) {
  return target instanceof HTMLElement
    && target.closest("input, textarea, select, [contenteditable]") !== null;
}

export function isBadge(code) {
  return BADGE.test(code.replace(/\s/g, ""));
}

// Whoever scans a badge is who works here from now on: its code goes in no address.
export function signIn(code) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = document.body.dataset.badgeUrl;
  const token = document.querySelector("meta[name=csrf-token]").content;
  const next = new URL(location.href).searchParams.get("next") ?? "";
  for (const [name, value] of Object.entries({ csrf_token: token, code, next })) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

export function announce(code) {
  if (isBadge(code) || PIECE.test(code)) {
    signIn(code);
    return;
  }
  const event = new CustomEvent("atelier:scan", { detail: { code }, cancelable: true });
  if (document.dispatchEvent(event)) {
    const url = new URL(document.body.dataset.scanUrl, location.href);
    url.searchParams.set("code", code);
    location.assign(url);
  }
}

document.addEventListener("keydown", (event) => {
  if (inField(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
  const now = event.timeStamp; // when the key went down, also where the page was busy just then
  if (now - last > FASTEST_HAND_MS) typed = "";
  last = now;
  if (event.key === "Enter") {
    const code = typed;
    typed = "";
    if (code.length < SHORTEST_CODE) return;
    event.preventDefault(); // else Enter presses whatever button has the focus
    announce(code);
  } else if (event.key.length === 1) {
    typed += event.key;
    // A space would scroll the page, and a letter may be a shortcut, in the middle of a scan.
    if (typed.length > 1) event.preventDefault();
  }
});

// The box at the top takes a scan too: on a pile page it belongs to the pile.
document.querySelector(".scan-box")?.addEventListener("submit", (event) => {
  const input = event.target.querySelector("input[type=search]");
  if (isBadge(input.value)) {
    event.preventDefault();
    signIn(input.value);
    return;
  }
  const scan = new CustomEvent("atelier:scan", {
    detail: { code: input.value.trim() },
    cancelable: true,
  });
  if (!input.value.trim()) event.preventDefault();
  else if (!document.dispatchEvent(scan)) {
    event.preventDefault();
    input.value = "";
  }
});
