// What a scan sounds like: received rises, refused growls, a question asks, no connection falls.

const TUNES = {
  already: { wave: "sine", notes: [[880, 0.1]] },
  elsewhere: { wave: "triangle", notes: [[520, 0.12], [440, 0.16]] },
  received: { wave: "sine", notes: [[880, 0.08], [1320, 0.14]] },
  tagged: { wave: "sine", notes: [[1320, 0.08], [1760, 0.14]] },
  refused: { wave: "sawtooth", notes: [[180, 0.16], [140, 0.24]] },
  unknown: { wave: "triangle", notes: [[520, 0.1], [520, 0.1], [780, 0.16]] },
  waiting: { wave: "sine", notes: [[660, 0.12], [440, 0.2]] },
};
const BUZZ = { already: [40], elsewhere: [80, 60, 80], received: [40], tagged: [40], refused: [200, 80, 200], unknown: [80, 60, 80], waiting: [120] };

let context = null;

export function play(state) {
  const tune = TUNES[state];
  // Before the first touch or key a browser allows neither sound nor vibration, and complains.
  if (!tune || navigator.userActivation?.hasBeenActive === false) return;
  navigator.vibrate?.(BUZZ[state]);
  try {
    context ??= new AudioContext();
    context.resume();
    let at = context.currentTime;
    for (const [pitch, length] of tune.notes) at = note(tune.wave, pitch, length, at);
  } catch (error) {
    console.info("no sound", error); // a browser without sound still shows colour, word and icon
  }
}

function note(wave, pitch, length, at) {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.type = wave;
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.25, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + length);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + length);
  return at + length;
}
