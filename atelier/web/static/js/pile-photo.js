// Photos taken in a pile: shrunk here, kept with the scan, and sent once the scan was received.

import * as store from "./pile-store.js";

const SIDE_PX = 1600;

export async function keep(scan, file) {
  const blob = await shrunk(file);
  return store.putPhoto({
    id: store.newId(),
    organisation: scan.organisation,
    scan: scan.id,
    url: `${scan.url}/${scan.id}/photo`,
    blob,
  });
}

// A phone's photo is several megabytes: too much to keep a pallet of them. What the browser cannot
// read goes as it is; the server then says so.
async function shrunk(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, SIDE_PX / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob((blob) => done(blob ?? file), "image/jpeg", 0.85));
  } catch {
    return file;
  }
}
