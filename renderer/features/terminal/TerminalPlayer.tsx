import { Button } from '@mantine/core';
import { Terminal } from '@xterm/xterm';
import { useEffect, useRef, useState } from 'react';
import type { TerminalView } from '../../../contract/terminals.ts';
import { measuredDuration } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { saveBlob } from '../../ui/save-text.ts';
import { type Cast, readCast } from './cast.ts';
import { CastPlayer, type Playing } from './cast-player.ts';
import { disarm, terminalOptions, wearTheme } from './terminal-look.ts';

type Closed = NonNullable<TerminalView['closed']>;

/** A terminal that is closed, as it was: played at any speed, from any moment, and to be taken along. */
export function TerminalPlayer({ view, closed }: { readonly view: TerminalView; readonly closed: Closed }) {
  const fetchAttachment = useDesk((state) => state.fetchAttachment);
  const [bytes, setBytes] = useState<Uint8Array<ArrayBuffer> | null>(null);
  const sha256 = closed.recording?.sha256 ?? null;
  useEffect(() => {
    if (sha256 === null) return;
    let isLeft = false;
    void fetchAttachment(sha256).then((found) => {
      if (!isLeft) setBytes(found);
    });
    return () => {
      isLeft = true;
    };
  }, [sha256, fetchAttachment]);
  const cast = bytes === null ? null : readCast(new TextDecoder().decode(bytes));
  return (
    <section className="terminal" aria-label={`Recording of the terminal on ${view.target}`}>
      <div className="terminal-bar">
        <strong className="code">{view.target}</strong>
        <span className="clip" title={view.reason}>
          {view.reason}
        </span>
        <span className="dim clip" title={closed.reason}>
          {view.openedBy} · {measuredDuration(closed.durationMs)} · {closed.reason}
        </span>
        <span className="grow" />
        {bytes !== null && (
          <Button
            size="compact-xs"
            onClick={() => saveBlob(`${view.terminalId}.cast`, new Blob([bytes], { type: 'application/x-asciicast' }))}
          >
            Save recording
          </Button>
        )}
      </div>
      {closed.recording?.complete === false && (
        <p className="terminal-gap" role="note">
          The recording is not complete: {closed.recording.gap ?? 'its end is missing'}.
        </p>
      )}
      {closed.recording === null && <p className="quiet">Nothing of this terminal is kept: it showed nothing.</p>}
      {cast !== null && <Played cast={cast} />}
    </section>
  );
}

const speeds = [1, 2, 4, 8] as const;

function Played({ cast }: { readonly cast: Cast }) {
  const place = useRef<HTMLDivElement>(null);
  const player = useRef<CastPlayer | null>(null);
  const [playing, setPlaying] = useState<Playing>({ at: 0, isPlaying: false, speed: 1 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: one player for one recording, however often it is drawn
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const terminal = new Terminal({ ...terminalOptions, cols: cast.columns, rows: cast.rows, disableStdin: true });
    disarm(terminal);
    terminal.open(element);
    // Nothing is typed here: xterm would keep Tab for itself, and who walks by keyboard would not get out.
    terminal.attachCustomKeyEventHandler(() => false);
    if (terminal.textarea !== undefined) terminal.textarea.tabIndex = -1;
    const undress = wearTheme(terminal, element);
    const own = new CastPlayer(terminal, cast, setPlaying);
    player.current = own;
    // Its end tells most: who wants the story presses Play.
    own.seek(cast.length);
    return () => {
      own.pause();
      undress();
      terminal.dispose();
    };
  }, [cast.length, cast.events.length]);
  return (
    <>
      <div className="terminal-place" ref={place} data-state="played" />
      <div className="terminal-player">
        <Button
          size="compact-xs"
          onClick={() => (playing.isPlaying ? player.current?.pause() : player.current?.play())}
        >
          {playing.isPlaying ? 'Pause' : 'Play'}
        </Button>
        <input
          type="range"
          aria-label="Moment of the recording"
          className="grow"
          min={0}
          max={Math.max(0.1, cast.length)}
          step={0.1}
          value={playing.at}
          onChange={(event) => player.current?.seek(Number(event.currentTarget.value))}
        />
        <span className="figures dim">
          {clock(playing.at)} / {clock(cast.length)}
        </span>
        <select
          className="small-select"
          aria-label="Speed"
          value={playing.speed}
          onChange={(event) => player.current?.speed(Number(event.currentTarget.value))}
        >
          {speeds.map((speed) => (
            <option value={speed} key={speed}>
              {speed}×
            </option>
          ))}
        </select>
      </div>
    </>
  );
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
