import type { Result } from '../../contract/errors.ts';
import type { Preflight } from '../../contract/preflight.ts';
import type { HostKeyState } from '../../contract/workspace-views.ts';
import type { StartPhase, StartSubject } from './start-slice.ts';
import type { SliceTools } from './tools.ts';

type Checked = Extract<StartPhase, { kind: 'checked' }>;

export interface StartQuestions {
  preflightOf(subject: StartSubject): Promise<Result<Preflight>>;
  /** A preflight with the host keys, which are asked for only when some are not good. */
  checked(subject: StartSubject, preflight: Preflight): Promise<Checked>;
}

/** What the core is asked before a live start. */
export function startQuestions({ client, get }: Pick<SliceTools, 'client' | 'get'>): StartQuestions {
  return {
    preflightOf(subject) {
      if (subject.kind === 'run')
        return client.call('runs.preflight', { runId: subject.runId, attribution: get().attribution() });
      const { key, inputs, secrets } = subject;
      return client.call('runbooks.preflight', { key, inputs, secrets });
    },
    async checked(subject, preflight) {
      const none = { kind: 'checked', preflight, keys: [], problem: null } as const;
      const isInDoubt = preflight.checks.some(({ aspect, verdict }) => aspect === 'host-key' && verdict !== 'good');
      if (!isInDoubt) return none;
      const whose = subject.kind === 'run' ? { runId: subject.runId } : { key: subject.key };
      const answer = await client.call('hostkeys.scan', whose);
      return answer.ok ? { ...none, keys: answer.value } : { ...none, problem: answer.problem };
    },
  };
}

export function unknownKeys(keys: readonly HostKeyState[]) {
  return keys.flatMap(({ state, host, port, keyType, fingerprint }) =>
    state === 'unknown' && keyType !== null && fingerprint !== null ? [{ host, port, keyType, fingerprint }] : [],
  );
}
