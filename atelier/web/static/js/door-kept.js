// The page that was kept for where there is no network: what was chosen stands in its address. Where
// nothing does, it asks what is received, as the page to choose on does.

const pile = document.querySelector("#pile");
const told = new URLSearchParams(location.search);
const of = (list, key) => list.find((one) => String(one.id) === key);

export const offer = JSON.parse(pile.dataset.offer);
export const ready = !("kept" in pile.dataset) || begin();

function begin() {
  const donation = of(offer.donations, told.get("donation"));
  const place = of(offer.places, told.get("place"));
  if (!donation || !place) {
    ask();
    return false;
  }
  const kind = told.get("kind") ?? "laptop";
  pile.dataset.pile = `intake-${donation.id}`;
  pile.dataset.sends = JSON.stringify({ donation: donation.id, place: place.id, kind });
  return true;
}

function ask() {
  pile.hidden = true;
  const form = document.querySelector("[data-choosing]");
  form.hidden = false;
  for (const [name, key] of Object.entries({ ...remembered(), ...Object.fromEntries(told) })) {
    const input = form.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(String(key))}"]`);
    if (input) input.checked = true;
  }
}

export function remember(chosen) {
  try {
    localStorage.setItem("atelier.door", JSON.stringify(chosen));
  } catch {
    // chosen again next time
  }
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem("atelier.door")) ?? {};
  } catch {
    return {};
  }
}
