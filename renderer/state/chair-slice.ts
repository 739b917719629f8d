import type { Problem } from '../../contract/errors.ts';
import { runIdSchema } from '../../contract/ids.ts';
import type { RunHeader, RunUpdate } from '../../contract/views.ts';
import { duration } from '../format/duration.ts';
import { clockTime, zoneName } from '../format/time.ts';
import type { SliceTools } from './tools.ts';

/** The update as the core words it now; nothing is recorded by asking. */
export type UpdateAsk =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'ready'; readonly update: RunUpdate }
  | { readonly kind: 'refused'; readonly problem: Problem };

export interface ChairSlice {
  readonly updateAsk: UpdateAsk;
  /** Words the update anew, and puts it into the draft unless somebody has changed the words there. */
  askUpdate(isFresh: boolean): Promise<void>;
  /** Says when a step will be over; once recorded, tells what that does to the end of the run. */
  giveEta(stepId: string, endAt: number | null, reason: string): Promise<boolean>;
}

export const UPDATE_DRAFT = 'update';

export function chairSlice({ client, get, set }: SliceTools): ChairSlice {
  return {
    updateAsk: { kind: 'none' },
    async askUpdate(isFresh) {
      const runId = runIdSchema.safeParse(get().run?.header.runId);
      if (!runId.success) return;
      set({ updateAsk: { kind: 'asking' } });
      const answer = await client.call('runs.update', { runId: runId.data });
      if (get().run?.header.runId !== runId.data) return;
      if (!answer.ok) {
        set({ updateAsk: { kind: 'refused', problem: answer.problem } });
        return;
      }
      const present = get().drafts[UPDATE_DRAFT]?.fields;
      const isOwnWords = present?.text !== undefined && present.text !== present.given;
      set({ updateAsk: { kind: 'ready', update: answer.value } });
      if (isFresh || !isOwnWords) takeWords(answer.value);
    },
    giveEta: etaGiven,
  };

  function takeWords({ text, rag, because, nextDueAt }: RunUpdate): void {
    get().dropDraft(UPDATE_DRAFT);
    const next = nextDueAt === null ? '' : String(nextDueAt);
    get().writeDraft(UPDATE_DRAFT, { text, given: text, rag, because, next });
  }

  async function etaGiven(stepId: string, endAt: number | null, reason: string): Promise<boolean> {
    const step = get().run?.steps.find((one) => one.id === stepId);
    const before = get().run?.header;
    if (step === undefined || before === undefined) return false;
    const said = reason === '' ? {} : { reason };
    const command = { type: 'eta' as const, stepId: step.id, endAt, ...said };
    const label = endAt === null ? 'Take the estimate back' : 'Record the estimate';
    if (!(await get().recordDraft(`eta ${stepId}`, command, label))) return false;
    await get().refreshRun();
    const after = get().run?.header;
    if (after?.runId === before.runId)
      get().tell({ tone: 'good', title: 'Estimate recorded', text: endText(before, after) });
    return true;
  }
}

/** What the estimate does to the end of the run, by the core's own roll-forward. */
export function endText(before: Pick<RunHeader, 'projectedEnd'>, after: RunHeader): string {
  const { projectedEnd, slackMs, timezone } = after;
  if (projectedEnd === null) return 'The end of the run stays unknown: some steps have no duration.';
  const slack =
    slackMs === null ? '' : slackMs < 0 ? `, ${duration(slackMs)} past the window` : `, ${duration(slackMs)} slack`;
  const end = `${clockTime(projectedEnd, timezone)} ${zoneName(timezone)}`;
  if (before.projectedEnd === null) return `Projected end ${end}${slack}.`;
  const moved = projectedEnd - before.projectedEnd;
  if (Math.abs(moved) < 30_000) return `The projected end stays ${end}${slack}.`;
  const way = moved > 0 ? 'later' : 'earlier';
  return `Projected end ${clockTime(before.projectedEnd, timezone)} → ${end}: ${duration(moved)} ${way}${slack}.`;
}
