import { Button } from '@mantine/core';
import type { HostKeyState, RunbookView } from '../../../contract/workspace-views.ts';
import { counted } from '../../format/duration.ts';
import { dayAndTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { type StartPhase, unknownKeys } from '../../state/start-slice.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import type { StateLook } from '../../ui/state-words.ts';

interface HostKeysProps {
  readonly runbook: RunbookView;
  readonly phase: Extract<StartPhase, { kind: 'keys' }>;
  onStart(t0: 'window' | 'now'): void;
}

/** The last look before live: every host's key in one list, then the second motion. */
export function HostKeys({ runbook, phase, onStart }: HostKeysProps) {
  const trust = useDesk((state) => state.trustHostKeys);
  const reset = useDesk((state) => state.resetStart);
  const unknown = unknownKeys(phase.keys);
  const changed = phase.keys.filter((key) => key.state === 'changed');
  const silent = phase.keys.filter((key) => key.state === 'unreachable');
  const isReady = unknown.length === 0 && changed.length === 0;
  return (
    <section className="act-panel" data-tone={changed.length > 0 ? 'danger' : 'live'} aria-label="Host keys">
      <h3>Host keys</h3>
      {phase.problem !== null && <ProblemNote title="The keys were not accepted" problem={phase.problem} />}
      {changed.length > 0 && <ChangedKeys keys={changed} />}
      {unknown.length > 0 && (
        <p>
          {counted(unknown.length, 'host')} never met before. Compare the fingerprints with what the hosts' owners say,
          then accept them all. Each acceptance is recorded under your name.
        </p>
      )}
      {silent.length > 0 && (
        <p>{counted(silent.length, 'host')} did not answer. The run can start; steps on them fail until they answer.</p>
      )}
      <KeyTable
        keys={phase.keys.filter((key) => key.state !== 'known')}
        known={phase.keys.filter((key) => key.state === 'known').length}
      />
      <div className="act-line">
        <Button onClick={reset}>Not now</Button>
        {unknown.length > 0 && (
          <Button variant="filled" onClick={() => void trust(runbook.document.key)}>
            Accept {counted(unknown.length, 'key')}
          </Button>
        )}
      </div>
      {isReady && <LiveStart runbook={runbook} onStart={onStart} />}
    </section>
  );
}

function LiveStart({ runbook, onStart }: Pick<HostKeysProps, 'runbook' | 'onStart'>) {
  const { window, timezone } = runbook;
  return (
    <>
      <p>
        <strong>Live touches {counted(runbook.targets.length, 'real target')}.</strong> Steps wait for Go unless the
        plan says start: auto. T0 is what the T-offsets count from.
      </p>
      <div className="act-line">
        {window !== null && (
          <Button onClick={() => onStart('window')}>
            Start live, T0 = {dayAndTime(window.start, timezone, Date.now())}
          </Button>
        )}
        <Button variant="filled" onClick={() => onStart('now')}>
          Start live, T0 = now
        </Button>
      </div>
    </>
  );
}

function ChangedKeys({ keys }: { readonly keys: readonly HostKeyState[] }) {
  return (
    <div role="alert">
      <p>
        <strong>{counted(keys.length, 'host')} answered with another key than before. Live is refused.</strong> Either
        the host was rebuilt, or something stands between you and it. Ask its owner. If it was rebuilt, remove its old
        line from known_hosts and look again.
      </p>
      <ul>
        {keys.map((key) => (
          <li className="code" key={key.target}>
            {key.target}: now {key.fingerprint ?? 'no key'}, before {key.expected ?? 'another'}
          </li>
        ))}
      </ul>
    </div>
  );
}

const looks: Readonly<Record<HostKeyState['state'], StateLook>> = {
  known: { word: 'known', shape: 'check', tone: 'succeeded' },
  unknown: { word: 'unknown', shape: 'question', tone: 'unknown' },
  changed: { word: 'changed', shape: 'cross', tone: 'failed' },
  unreachable: { word: 'no answer', shape: 'ban', tone: 'awaiting' },
};

function KeyTable({ keys, known }: { readonly keys: readonly HostKeyState[]; readonly known: number }) {
  if (keys.length === 0) return <p>{counted(known, 'host')} known. No key is new or changed.</p>;
  return (
    <table className="table dense" aria-label="Host keys">
      <thead>
        <tr>
          <th scope="col">Host</th>
          <th scope="col">Key</th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.target}>
            <td className="nowrap">
              <span className="code">{key.target}</span>
              <span className="under code">
                {key.host}:{key.port}
              </span>
            </td>
            <td>
              <StateMark look={looks[key.state]} /> <span className="dim">{key.keyType}</span>
              <span className="under code wrap">{key.fingerprint ?? key.detail ?? ''}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
