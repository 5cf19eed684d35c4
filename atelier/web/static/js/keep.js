// Makes the door work without a network: the worker, the page that it keeps, and the app on the
// screen of a phone. Only on the pages of the door: nobody else needs it.

const install = document.querySelector("[data-install]");
let asked = null;

if ("serviceWorker" in navigator) begin();

async function begin() {
  try {
    await navigator.serviceWorker.register("/sw.js");
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ keep: { language: document.documentElement.lang } });
    await navigator.storage?.persist?.(); // else a full phone may throw away what waits
  } catch (error) {
    console.info("no worker", error); // the pile then works as long as its page stays open
  }
}

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  asked = event;
  if (install) install.hidden = false;
});

install?.addEventListener("click", () => {
  asked?.prompt();
  install.hidden = true;
});
