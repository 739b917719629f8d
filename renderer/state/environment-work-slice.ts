import type { CheckSeries, InfrastructureState } from '../../contract/environments.ts';
import type { Problem } from '../../contract/errors.ts';
import { type StepId, targetNameSchema } from '../../contract/ids.ts';
import type { LogEntry } from '../../contract/views.ts';
import type { SliceTools } from './tools.ts';

/** What is looked up and said of the environment the address names. */
export interface EnvironmentWorkSlice {
  readonly series: CheckSeries | null;
  readonly environmentLog: readonly LogEntry[] | null;
  loadSeries(check: string | null, target: string | null): Promise<void>;
  loadEnvironmentLog(): Promise<void>;
  /** What somebody says of an infrastructure item; else why not. */
  sayItem(wish: ItemWish): Promise<Problem | null>;
  /** Saves a revision; else says why not. */
  saveEnvironment(
    text: string,
    how: { readonly reason?: string; readonly basedOnRevision: number },
  ): Promise<Problem | null>;
}

export interface ItemWish {
  readonly itemId: StepId;
  readonly state: InfrastructureState;
  /** An address or a text; empty = none. */
  readonly evidence: string;
  readonly note: string;
  readonly basedOn: number;
}

export function environmentWorkSlice({ client, set, get, surroundings }: SliceTools): EnvironmentWorkSlice {
  let wanted = '';

  return {
    series: null,
    environmentLog: null,
    async loadSeries(check, target) {
      const key = followed();
      wanted = `${key} ${check} ${target}`;
      if (key === null || check === null) {
        set({ series: null });
        return;
      }
      const name = targetNameSchema.safeParse(target);
      const asked = { key, check, limit: 200, ...(name.success ? { target: name.data } : {}) };
      const answer = await client.call('environments.series', asked);
      if (wanted === `${key} ${check} ${target}`) set({ series: answer.ok ? answer.value : null });
    },
    async loadEnvironmentLog() {
      const key = followed();
      if (key === null) return;
      const answer = await client.call('environments.log', { key, limit: 200 });
      if (followed() === key && answer.ok) set({ environmentLog: answer.value.entries });
    },
    async sayItem({ itemId, state, evidence, note, basedOn }) {
      const key = followed();
      if (key === null) return null;
      const given = evidence.trim();
      const isLink = /^https?:\/\/\S+$/.test(given);
      const value = isLink ? ({ type: 'link', url: given } as const) : ({ type: 'text', text: given } as const);
      const answer = await client.call('environments.item', {
        ...{ key, itemId, state, basedOn, commandId: surroundings.newId(), attribution: get().attribution() },
        ...(given === '' ? {} : { evidence: value }),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      });
      return answer.ok ? null : answer.problem;
    },
    async saveEnvironment(text, how) {
      const answer = await client.call('documents.save', { text, ...how, attribution: get().attribution() });
      return answer.ok ? null : answer.problem;
    },
  };

  function followed(): string | null {
    const { route } = get();
    return route.screen === 'environment' ? route.key : null;
  }
}
