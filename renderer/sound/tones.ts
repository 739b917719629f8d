import type { SoundClass } from './sound-rules.ts';

/** Short tones made on the spot: no file, no network. Frequencies in Hz, lengths in seconds. */
const tunes: Readonly<Record<SoundClass, readonly (readonly [frequency: number, seconds: number])[]>> = {
  'needs-you': [
    [660, 0.12],
    [880, 0.18],
  ],
  trouble: [
    [440, 0.16],
    [330, 0.16],
    [440, 0.24],
  ],
  overdue: [
    [880, 0.1],
    [880, 0.1],
    [880, 0.1],
  ],
  'contact-lost': [
    [520, 0.18],
    [260, 0.3],
  ],
  ended: [
    [523, 0.14],
    [659, 0.14],
    [784, 0.28],
  ],
};

export interface Player {
  play(sound: SoundClass): void;
  /** Browsers keep silent until somebody has touched the page. */
  isBlocked(): boolean;
  close(): void;
}

const GAP = 0.05;
const LOUDNESS = 0.16;

/** Calls back when the browser lets sound through, or stops it. Null where there is no sound at all. */
export function createPlayer(page: Window & typeof globalThis, onChange: () => void): Player | null {
  if (page.AudioContext === undefined) return null;
  const context = new page.AudioContext();
  context.addEventListener('statechange', onChange);
  const wake = () => void context.resume();
  const gestures = ['pointerdown', 'keydown'] as const;
  for (const gesture of gestures) page.addEventListener(gesture, wake);
  return {
    play: (sound) => playTune(context, tunes[sound]),
    isBlocked: () => context.state !== 'running',
    close() {
      for (const gesture of gestures) page.removeEventListener(gesture, wake);
      context.removeEventListener('statechange', onChange);
      void context.close();
    },
  };
}

function playTune(context: AudioContext, tune: (typeof tunes)[SoundClass]): void {
  if (context.state !== 'running') return;
  let at = context.currentTime;
  for (const [frequency, seconds] of tune) {
    playTone(context, { frequency, seconds, at });
    at += seconds + GAP;
  }
}

interface Tone {
  readonly frequency: number;
  readonly seconds: number;
  readonly at: number;
}

/** Rises and falls in a few milliseconds: a square edge would crack. */
function playTone(context: AudioContext, { frequency, seconds, at }: Tone): void {
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  oscillator.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.012);
  volume.gain.setValueAtTime(LOUDNESS, at + seconds - 0.03);
  volume.gain.linearRampToValueAtTime(0, at + seconds);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds);
}
