import type { RunId } from '../../contract/ids.ts';
import type { SliceTools } from './tools.ts';

export interface SecretSlice {
  /** Names of secret inputs the present core does not hold for the run on the screen: it was restarted meanwhile. */
  readonly missingSecrets: readonly string[];
  lookForMissingSecrets(runId: RunId): Promise<void>;
  /** Hands values to the core's memory; they are kept nowhere here. */
  giveSecrets(runId: RunId, secrets: Readonly<Record<string, string>>): Promise<void>;
}

export function secretSlice({ client, set, get }: SliceTools): SecretSlice {
  return {
    missingSecrets: [],
    async lookForMissingSecrets(runId) {
      const answer = await client.call('runs.secrets', { runId, secrets: {} });
      if (get().run?.header.runId === runId) set({ missingSecrets: answer.ok ? answer.value.missing : [] });
    },
    async giveSecrets(runId, secrets) {
      const answer = await client.call('runs.secrets', { runId, secrets: { ...secrets } });
      if (answer.ok) set({ missingSecrets: answer.value.missing });
      else get().tellProblem('The secrets were not taken', answer.problem);
    },
  };
}
