import { keyOf } from '../../keyboard/key-table.ts';
import { useDesk } from '../../state/desk-context.ts';
import type { DeskState } from '../../state/desk-state.ts';

/** Whether it would be heard, always in sight: the state in words, the icon beside them. */
export function SoundButton() {
  const state = useDesk(soundState);
  const isMuted = useDesk((desk) => desk.sound.isMuted);
  const mute = useDesk((desk) => desk.mute);
  const openPanel = useDesk((desk) => desk.openPanel);
  const panel = useDesk((desk) => desk.panel);
  return (
    <span className="sound">
      <button
        type="button"
        className="chair-fact chair-button"
        data-tone={state === 'muted' || state === 'blocked' ? 'due' : 'quiet'}
        aria-pressed={isMuted}
        aria-label={`${words[state]}. ${isMuted ? 'Let sound again' : 'Mute'}`}
        title={`${isMuted ? 'Let sound again' : 'Mute'} (${keyOf('mute')})`}
        onClick={() => mute(!isMuted)}
      >
        <Bell isOn={state === 'on'} />
        <span>{words[state]}</span>
      </button>
      <button
        type="button"
        className="chair-fact chair-button"
        aria-label="Choose what sounds"
        title="Choose what sounds"
        aria-expanded={panel === 'sounds'}
        onClick={() => openPanel(panel === 'sounds' ? null : 'sounds')}
      >
        <span aria-hidden="true">▾</span>
      </button>
    </span>
  );
}

type Heard = 'on' | 'muted' | 'blocked' | 'none' | 'rehearsal';

const words: Readonly<Record<Heard, string>> = {
  on: 'Sound on',
  muted: 'Muted',
  blocked: 'Sound waits for a key',
  none: 'No sound here',
  rehearsal: 'Silent in rehearsal',
};

function soundState({ sound, soundDoor, run }: DeskState): Heard {
  if (soundDoor === 'none') return 'none';
  if (sound.isMuted) return 'muted';
  if (run?.header.mode === 'rehearsal' && !sound.inRehearsal) return 'rehearsal';
  return soundDoor === 'blocked' ? 'blocked' : 'on';
}

function Bell({ isOn }: { readonly isOn: boolean }) {
  return (
    <svg viewBox="0 0 16 16" className="icon small-icon" aria-hidden="true">
      <path d="M3.5 11.5V7.3a4.5 4.5 0 0 1 9 0v4.2l1 1h-11zM6.6 14.2h2.8" />
      {!isOn && <path d="M2 2l12 12" />}
    </svg>
  );
}
