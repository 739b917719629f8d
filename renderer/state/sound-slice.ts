import { z } from 'zod';
import { type SoundChoice, type SoundClass, soundClasses } from '../sound/sound-rules.ts';
import type { SliceTools } from './tools.ts';

export interface SoundSlice {
  readonly sound: SoundChoice;
  /** What the browser does with sound: blocked = nobody has touched the page yet. */
  readonly soundDoor: 'open' | 'blocked' | 'none';
  /** A sound somebody asked to hear; the number makes two of the same one differ. */
  readonly soundTrial: { readonly sound: SoundClass; readonly turn: number } | null;
  mute(isMuted: boolean): void;
  chooseSound(change: Partial<SoundChoice>): void;
  noteSoundDoor(door: SoundSlice['soundDoor']): void;
  trySound(sound: SoundClass): void;
}

const KEY = 'holdpoint.sound';
const choiceSchema = z.object({
  isMuted: z.boolean(),
  inRehearsal: z.boolean(),
  off: z.array(z.enum(soundClasses)),
});
const usual: SoundChoice = { isMuted: false, inRehearsal: false, off: [] };

export function soundSlice({ get, set, surroundings }: SliceTools): SoundSlice {
  const choose = (change: Partial<SoundChoice>) => {
    const sound = { ...get().sound, ...change };
    surroundings.memory.write(KEY, JSON.stringify(sound));
    set({ sound });
  };
  return {
    sound: remembered(surroundings.memory.read(KEY)),
    soundDoor: 'none',
    soundTrial: null,
    mute(isMuted) {
      choose({ isMuted });
    },
    chooseSound: choose,
    noteSoundDoor(soundDoor) {
      if (get().soundDoor !== soundDoor) set({ soundDoor });
    },
    trySound(sound) {
      set((state) => ({ soundTrial: { sound, turn: (state.soundTrial?.turn ?? 0) + 1 } }));
    },
  };
}

function remembered(text: string | null): SoundChoice {
  try {
    return choiceSchema.parse(JSON.parse(text ?? 'null'));
  } catch {
    return usual;
  }
}
