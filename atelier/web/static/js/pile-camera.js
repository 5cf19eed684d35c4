// The camera on the pile page: off until somebody wants it, then on again the next time.

import { supported, watch } from "./camera.js";

const CHOICE = "atelier.pile.camera";
const SHOWN_WHEN_ON = ["video", "[data-frame]", "[data-hint]", "[data-camera-off]"];

// Puts a button in `area` that starts the camera; `found(code)` is called for each code it sees.
export function offerCamera(area, found) {
  if (!supported()) return;
  const part = (name) => area.querySelector(name);
  let stop = null;

  function show(on) {
    for (const name of SHOWN_WHEN_ON) part(name).hidden = !on;
    part("[data-camera-on]").hidden = on;
    part("[data-denied]").hidden = true;
  }

  async function start() {
    try {
      stop = await watch(part("video"), found);
      show(true);
      remember("on");
    } catch {
      part("[data-denied]").hidden = false;
    }
  }

  part("[data-camera-on]").hidden = false;
  part("[data-camera-on]").addEventListener("click", start);
  part("[data-camera-off]").addEventListener("click", () => {
    stop?.();
    show(false);
    remember("off");
  });
  if (remembered() === "on") start();
}

function remember(choice) {
  try {
    localStorage.setItem(CHOICE, choice);
  } catch {
    // asked again next time
  }
}

function remembered() {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}
