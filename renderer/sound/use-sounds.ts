import { useEffect } from 'react';
import { failedSeries } from '../features/probes/probe-words.ts';
import { useDeskStore } from '../state/desk-context.ts';
import type { DeskState } from '../state/desk-state.ts';
import type { DeskStore } from '../state/desk-store.ts';
import { scenarioNow } from '../state/run-mirror.ts';
import { type Heard, isAudible, REPEAT_MS, repeatDue, type SoundClass, soundDue, soundNames } from './sound-rules.ts';
import { createPlayer, type Player } from './tones.ts';

/** Listens to the run on the screen, and plays what the rules say. */
export function useSounds(): void {
  const store = useDeskStore();
  useEffect(() => {
    const player = createPlayer(window, noteDoor);
    function noteDoor() {
      store.getState().noteSoundDoor(player === null ? 'none' : player.isBlocked() ? 'blocked' : 'open');
    }
    noteDoor();
    const stop = player === null ? () => undefined : listen(store, player);
    return () => {
      stop();
      player?.close();
    };
  }, [store]);
}

function listen(store: DeskStore, player: Player): () => void {
  let heard: Heard | null = null;
  let overdueAt: number | null = null;
  const look = () => {
    const desk = store.getState();
    if (desk.run === null) {
      heard = null;
      return;
    }
    const answer = soundDue(heard, {
      header: desk.run.header,
      steps: desk.run.steps,
      isConnected: desk.connection === 'connected',
      failedProbes: failedSeries(desk.probes),
      now: scenarioNow(desk.run, Math.max(desk.run.heardAt, Date.now())),
    });
    heard = answer.heard;
    if (heard.overdue.size === 0) overdueAt = null;
    else overdueAt ??= Date.now();
    const isRepeat = answer.due === null && repeatDue(heard, overdueAt, Date.now());
    const due = isRepeat ? 'overdue' : answer.due;
    if (due === 'overdue') overdueAt = Date.now();
    if (due !== null) sound(desk, due, player);
  };
  const stopStore = store.subscribe((desk, before) => {
    if (desk.soundTrial !== before.soundTrial && desk.soundTrial !== null) player.play(desk.soundTrial.sound);
    if (desk.run !== before.run || desk.probes !== before.probes || desk.connection !== before.connection) look();
  });
  // What becomes overdue does so without any message.
  const timer = setInterval(look, REPEAT_MS / 12);
  return () => {
    stopStore();
    clearInterval(timer);
  };
}

function sound(desk: DeskState, due: SoundClass, player: Player): void {
  if (desk.run === null || !isAudible(due, desk.sound, desk.run.header.mode)) return;
  player.play(due);
  if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
  new Notification(`${soundNames[due].name}: ${desk.run.header.title}`, {
    body: soundNames[due].when,
    tag: `${desk.run.header.runId} ${due}`,
  });
}
