// On every page of somebody who is signed in: what waited in this browser for a network, or for
// somebody of the organisation, is sent.

import * as store from "./pile-store.js";

const organisation = document.body.dataset.organisation;

if (organisation && !document.querySelector("#pile")) {
  await store.ready;
  const waits = store.all(organisation).some((scan) => !scan.answer);
  if (waits || (await store.photos(organisation)).length) {
    const { Queue } = await import("./pile-queue.js");
    new Queue(organisation, { answered() {}, trouble() {} }).start();
  }
}
