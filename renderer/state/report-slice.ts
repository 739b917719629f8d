import type { Problem } from '../../contract/errors.ts';
import { runIdSchema } from '../../contract/ids.ts';
import type { OperationInput } from '../../contract/operations.ts';
import type { SliceTools } from './tools.ts';

export type ReportFormat = OperationInput<'runs.report'>['format'];

export interface ReportSlice {
  /** The Markdown report of the run the route names: what is shown is what is saved. */
  readonly report: { readonly runId: string; readonly text: string } | null;
  readonly reportProblem: Problem | null;
  openReport(runId: string): void;
  fetchReport(runId: string, format: ReportFormat): Promise<{ text: string; fileName: string } | null>;
}

export function reportSlice({ client, set, get }: SliceTools): ReportSlice {
  let wanted: string | null = null;

  return {
    report: null,
    reportProblem: null,
    openReport(runId) {
      wanted = runId;
      if (get().report?.runId !== runId) set({ report: null });
      set({ reportProblem: null });
      void load(runId);
    },
    async fetchReport(runId, format) {
      const answer = await client.call('runs.report', { runId: runIdSchema.parse(runId), format });
      if (answer.ok) return answer.value;
      get().tellProblem('The report could not be made', answer.problem);
      return null;
    },
  };

  async function load(text: string): Promise<void> {
    const runId = runIdSchema.safeParse(text);
    if (!runId.success) {
      set({ reportProblem: { code: 'not-found', message: `“${text}” is not the id of a run.` } });
      return;
    }
    const answer = await client.call('runs.report', { runId: runId.data, format: 'md' });
    if (wanted !== text) return;
    set(answer.ok ? { report: { runId: text, text: answer.value.text } } : { reportProblem: answer.problem });
  }
}
