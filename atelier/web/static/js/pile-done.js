// The end of a pile: how much came, what still waits, and what has to be settled.

import * as store from "./pile-store.js";

// `pile()` gives the scans of this pile.
export function wireDone(done, rows, pile) {
  done.querySelector("[data-more]").addEventListener("click", () => done.close());
  done.querySelector("[data-leave]").addEventListener("click", leave);
  done.querySelector("form[data-devices]")?.addEventListener("submit", leave);

  // What a person still has to settle stays, and so does what was not sent.
  function leave() {
    for (const scan of pile()) if (scan.answer && !scan.answer.asks) store.drop(scan);
  }

  return (count) => {
    const refused = pile().filter((scan) => ["refused", "unknown"].includes(scan.answer?.state));
    done.querySelector("[data-done-received]").textContent = count;
    done.querySelector("[data-done-waiting]").hidden = pile().every((scan) => scan.answer);
    done.querySelector("[data-done-refused]").hidden = !refused.length;
    done.querySelector("[data-done-list]").replaceChildren(
      ...refused.map((scan) => rows.copy(scan.id)).filter(Boolean),
    );
    order(done, pile().filter((scan) => scan.answer?.state === "received"));
    done.showModal();
  };
}

// Where something is asked of all of them together, the form carries each device once.
function order(done, received) {
  const form = done.querySelector("form[data-devices]");
  if (!form) return;
  const ids = new Set(received.map((scan) => scan.answer.device.id));
  const inputs = [...ids].map((id) => Object.assign(document.createElement("input"), {
    type: "hidden",
    name: "device",
    value: id,
  }));
  form.querySelector("[data-device-list]").replaceChildren(...inputs);
  form.hidden = !ids.size;
}
