// Scanning with the camera of a phone: the browser's own reader where it has one, else the
// server reads a frame now and then. Pictures are not kept.

const FORMATS = ["code_128", "qr_code", "code_39", "ean_13", "data_matrix"];
const PAUSE_MS = 250;

async function nativeReader() {
  if (!("BarcodeDetector" in window)) return null;
  const known = await BarcodeDetector.getSupportedFormats();
  const formats = FORMATS.filter((format) => known.includes(format));
  if (!formats.length) return null;
  const detector = new BarcodeDetector({ formats });
  return async (video) => (await detector.detect(video)).map((code) => code.rawValue);
}

function serverReader() {
  const canvas = document.createElement("canvas");
  const token = document.querySelector("meta[name=csrf-token]").content;
  return async (video) => {
    const width = Math.min(video.videoWidth, 1000);
    canvas.width = width;
    canvas.height = Math.round((video.videoHeight / video.videoWidth) * width);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
    const answer = await fetch(document.body.dataset.frameUrl, {
      method: "POST",
      headers: { "X-CSRFToken": token, "Content-Type": "image/jpeg", Accept: "application/json" },
      body: picture,
    });
    return answer.ok ? (await answer.json()).codes : [];
  };
}

export function supported() {
  return Boolean(navigator.mediaDevices?.getUserMedia);
}

// Calls found(code) for each code seen, until the function that is returned is called.
export async function watch(video, found) {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 1280 } },
  });
  video.srcObject = stream;
  await video.play();
  const read = (await nativeReader()) ?? serverReader();
  let going = true;
  (async () => {
    while (going) {
      try {
        for (const code of await read(video)) if (going) found(code);
      } catch (error) {
        console.warn("no code read", error);
      }
      await new Promise((next) => setTimeout(next, PAUSE_MS));
    }
  })();
  return () => {
    going = false;
    for (const track of stream.getTracks()) track.stop();
  };
}
