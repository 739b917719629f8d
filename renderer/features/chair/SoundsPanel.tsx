import { Button, Switch } from '@mantine/core';
import { soundClasses, soundNames } from '../../sound/sound-rules.ts';
import { useDesk } from '../../state/desk-context.ts';

/** Which classes sound on this machine; one switch silences them all. */
export function SoundsPanel() {
  const sound = useDesk((state) => state.sound);
  const choose = useDesk((state) => state.chooseSound);
  const trySound = useDesk((state) => state.trySound);
  const openPanel = useDesk((state) => state.openPanel);
  const [turnOff, turnOn] = [
    (one: (typeof soundClasses)[number]) => [...sound.off, one],
    (one: (typeof soundClasses)[number]) => sound.off.filter((other) => other !== one),
  ];
  return (
    <section className="act-panel" data-tone="live" aria-label="Sounds">
      <p>
        <strong>Sounds.</strong> Short tones on this machine only; what they say is always on the screen as well.
      </p>
      <div className="sound-list">
        <Switch
          size="xs"
          label="Mute everything"
          checked={sound.isMuted}
          onChange={(event) => choose({ isMuted: event.currentTarget.checked })}
        />
        {soundClasses.map((one) => (
          <span className="sound-row" key={one}>
            <Switch
              size="xs"
              label={soundNames[one].name}
              description={soundNames[one].when}
              checked={!sound.off.includes(one)}
              onChange={(event) => choose({ off: event.currentTarget.checked ? turnOn(one) : turnOff(one) })}
            />
            <Button aria-label={`Hear it: ${soundNames[one].name}`} onClick={() => trySound(one)}>
              Hear it
            </Button>
          </span>
        ))}
        <Switch
          size="xs"
          label="In rehearsals too"
          checked={sound.inRehearsal}
          onChange={(event) => choose({ inRehearsal: event.currentTarget.checked })}
        />
      </div>
      <div className="act-line">
        <Button onClick={() => openPanel(null)}>Close</Button>
      </div>
    </section>
  );
}
