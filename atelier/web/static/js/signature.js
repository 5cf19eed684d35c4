// A signature drawn with a finger, a pen or the mouse; sent along with the form as a picture.

const form = document.querySelector("[data-signature]");
const pad = form.querySelector("[data-pad]");
const canvas = pad.querySelector("canvas");
const sign = pad.querySelector("[data-sign]");
const pen = canvas.getContext("2d");
let drawing = null;

function clear() {
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.strokeStyle = "#000000";
  pen.lineWidth = 5;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  sign.disabled = true;
}

function at(event) {
  const box = canvas.getBoundingClientRect();
  const x = ((event.clientX - box.left) * canvas.width) / box.width;
  return [x, ((event.clientY - box.top) * canvas.height) / box.height];
}

canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  drawing = event.pointerId;
  pen.beginPath();
  pen.moveTo(...at(event));
});

canvas.addEventListener("pointermove", (event) => {
  if (event.pointerId !== drawing) return;
  for (const point of event.getCoalescedEvents?.() ?? [event]) pen.lineTo(...at(point));
  pen.stroke();
  sign.disabled = false;
});

for (const end of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(end, () => { drawing = null; });
}

pad.querySelector("[data-clear]").addEventListener("click", clear);
form.addEventListener("submit", (event) => {
  const onScreen = event.submitter === sign;
  form.elements.picture.value = onScreen ? canvas.toDataURL("image/png") : "";
});

clear();
pad.hidden = false;
