import { z } from 'zod';
import { type Attribution, attributionSchema } from '../../contract/actor.ts';
import type { RunCommand } from '../../contract/commands.ts';
import { scenarioNow } from './run-mirror.ts';
import type { SliceTools } from './tools.ts';

/** What somebody began to write. It outlives its panel, the connection and a reload, until recorded or thrown away. */
const draftSchema = z.object({
  fields: z.record(z.string(), z.string()),
  /** When the first key was typed, or when it happened as somebody says; in the run's own time. */
  at: z.number().nullable(),
  said: attributionSchema.nullable(),
  /** As it was last sent: sent once more in the same words it goes under the same id, and counts once. */
  sent: z.object({ commandId: z.string(), words: z.string() }).nullable(),
});
export type Draft = z.infer<typeof draftSchema>;

/** `note`, `decision`, `issue`, `issue-2 change` … : one of each a run. */
export type DraftName = string;

export interface DraftSlice {
  readonly drafts: Readonly<Record<DraftName, Draft>>;
  /** Brings back what was written about a run; null = leaves it. */
  openDrafts(runId: string | null): void;
  writeDraft(name: DraftName, fields: Readonly<Record<string, string>>): void;
  /** Who says so and when it happened, where that differs from me and the first key. */
  sayDraft(name: DraftName, said: { readonly said?: Attribution | null; readonly at?: number | null }): void;
  dropDraft(name: DraftName): void;
  /** The draft goes once the core has it, and stays in every other case. */
  recordDraft(name: DraftName, command: RunCommand, label: string): Promise<boolean>;
}

/** What is written down as it happens carries the time of its first key. An act counts from when it is recorded. */
const timed = /^(note|decision|issue|eta .*)$/;

const empty: Draft = { fields: {}, at: null, said: null, sent: null };

export function draftSlice({ get, set, surroundings }: SliceTools): DraftSlice {
  const { memory } = surroundings;
  let runId: string | null = null;

  return {
    drafts: {},
    openDrafts(next) {
      runId = next;
      set({ drafts: next === null ? {} : remembered(next) });
    },
    writeDraft(name, fields) {
      const before = get().drafts[name] ?? empty;
      const after = { ...before.fields, ...fields };
      keep(name, { ...before, fields: after, at: timeOf(name, before, after) });
    },
    sayDraft(name, { said, at }) {
      const before = get().drafts[name] ?? empty;
      const isOwn = said != null && isSame(said, get().attribution());
      keep(name, {
        ...before,
        ...(said === undefined ? {} : { said: isOwn ? null : said }),
        ...(at === undefined ? {} : { at }),
      });
    },
    dropDraft(name) {
      keep(name, null);
    },
    async recordDraft(name, command, label) {
      const draft = get().drafts[name] ?? empty;
      const attribution: Attribution = {
        ...(draft.said?.by === undefined ? get().attribution() : {}),
        ...draft.said,
        ...enteredBy(get().attribution(), draft.said),
        ...(draft.at === null ? {} : { at: Math.round(draft.at) }),
      };
      const words = JSON.stringify({ command, attribution });
      const commandId = draft.sent?.words === words ? draft.sent.commandId : surroundings.newId();
      keep(name, { ...draft, sent: { commandId, words } });
      const isRecorded = await get().commandRun(command, label, { address: addressOf(name), commandId, attribution });
      // Words typed while it was on its way are a draft of their own.
      if (isRecorded && get().drafts[name]?.sent?.commandId === commandId && isUnchanged(name, draft)) keep(name, null);
      return isRecorded;
    },
  };

  function isUnchanged(name: DraftName, draft: Draft): boolean {
    return JSON.stringify(get().drafts[name]?.fields) === JSON.stringify(draft.fields);
  }

  /** The first key counts; what was wiped out again never happened. */
  function timeOf(name: DraftName, before: Draft, after: Draft['fields']): number | null {
    if (isBlank(after)) return null;
    const isFirst = timed.test(name) && before.at === null && isBlank(before.fields);
    return isFirst ? runTime() : before.at;
  }

  function runTime(): number | null {
    const { run } = get();
    return run === null ? null : scenarioNow(run, Math.max(run.heardAt, surroundings.now()));
  }

  /** Another window writes about the same run: only this draft is changed in what both remember. */
  function keep(name: DraftName, next: Draft | null): void {
    const draft = next === null || isNothing(next) ? null : next;
    set((state) => ({ drafts: changed(state.drafts, name, draft) }));
    if (runId !== null) memory.write(keyOf(runId), JSON.stringify(changed(remembered(runId), name, draft)));
  }

  function remembered(of: string): Readonly<Record<DraftName, Draft>> {
    try {
      return z.record(z.string(), draftSchema).parse(JSON.parse(memory.read(keyOf(of)) ?? '{}'));
    } catch {
      return {};
    }
  }
}

/** Somebody else said it: then it is told who typed it. */
function enteredBy(own: Attribution, said: Attribution | null): Attribution {
  return own.by === undefined || said?.by === undefined || said.by === own.by ? {} : { enteredBy: own.by };
}

/** Where the fate of a draft on its way is told. */
export function addressOf(name: DraftName): string {
  return `pen ${name}`;
}

function keyOf(runId: string): string {
  return `holdpoint.drafts.${runId}`;
}

function isNothing({ fields, at, said, sent }: Draft): boolean {
  return isBlank(fields) && at === null && said === null && sent === null;
}

function isSame(said: Attribution, own: Attribution): boolean {
  return said.by === own.by && said.role === own.role && said.via === own.via;
}

function isBlank(fields: Readonly<Record<string, string>>): boolean {
  return Object.values(fields).every((value) => value === '');
}

function changed(
  drafts: Readonly<Record<DraftName, Draft>>,
  name: DraftName,
  draft: Draft | null,
): Readonly<Record<DraftName, Draft>> {
  const { [name]: _before, ...others } = drafts;
  return draft === null ? others : { ...others, [name]: draft };
}
