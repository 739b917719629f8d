import { Button } from '@mantine/core';
import type { Problem } from '../../../contract/errors.ts';
import type { HostKeyState } from '../../../contract/workspace-views.ts';
import { counted } from '../../format/duration.ts';
import { unknownKeys } from '../../state/start-questions.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import type { StateLook } from '../../ui/state-words.ts';

interface HostKeysProps {
  readonly keys: readonly HostKeyState[];
  readonly problem: Problem | null;
  onAccept(): void;
}

/** Every key that is not the known one, in one list, to accept at once. */
export function HostKeys({ keys, problem, onAccept }: HostKeysProps) {
  const unknown = unknownKeys(keys);
  const changed = keys.filter((key) => key.state === 'changed');
  const unknownJumps = keys.filter((key) => key.state === 'unknown' && key.isJumpHost === true).length;
  if (unknown.length === 0 && changed.length === 0 && problem === null) return null;
  return (
    <section className="host-keys" data-tone={changed.length > 0 ? 'danger' : 'live'} aria-label="Host keys">
      <h3>Host keys</h3>
      {problem !== null && <ProblemNote title="The keys were not accepted" problem={problem} />}
      {changed.length > 0 && <ChangedKeys count={changed.length} />}
      {unknown.length > 0 && (
        <p>
          {counted(unknown.length, 'host')} never met before. Compare the fingerprints with what the hosts' owners say,
          then accept them all. Each acceptance is recorded under your name.
          {unknownJumps > 0 && ' What lies behind a jump host is asked for once its own key is accepted.'}
        </p>
      )}
      <KeyTable keys={keys.filter((key) => key.state === 'unknown' || key.state === 'changed')} />
      {unknown.length > 0 && (
        <div className="act-line">
          <Button variant="filled" onClick={onAccept}>
            Accept {counted(unknown.length, 'key')}
          </Button>
        </div>
      )}
    </section>
  );
}

function ChangedKeys({ count }: { readonly count: number }) {
  return (
    <div role="alert">
      <p>
        <strong>{counted(count, 'host')} answered with another key than before.</strong> Either the host was rebuilt, or
        something stands between you and it. Ask its owner. If it was rebuilt, remove its old line from known_hosts and
        check again.
      </p>
    </div>
  );
}

const looks: Readonly<Record<HostKeyState['state'], StateLook>> = {
  known: { word: 'known', shape: 'check', tone: 'succeeded' },
  unknown: { word: 'unknown', shape: 'question', tone: 'unknown' },
  changed: { word: 'changed', shape: 'cross', tone: 'failed' },
  unreachable: { word: 'no answer', shape: 'ban', tone: 'awaiting' },
};

function KeyTable({ keys }: { readonly keys: readonly HostKeyState[] }) {
  if (keys.length === 0) return null;
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
          <tr key={`${key.target} ${key.host}:${key.port}`}>
            <td className="nowrap">
              {key.isJumpHost === true && <span className="under">jump host on the way to</span>}
              <span className="code">{key.target}</span>
              <span className="under code">
                {key.host}:{key.port}
              </span>
            </td>
            <td>
              <StateMark look={looks[key.state]} /> <span className="dim">{key.keyType}</span>
              <span className="under code wrap">{key.fingerprint ?? key.detail ?? ''}</span>
              {key.expected !== null && (
                <span className="under wrap">
                  before <span className="code">{key.expected}</span>
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
