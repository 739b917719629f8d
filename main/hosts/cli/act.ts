import { type StepAction, stepActionNames, stepActionSchema } from '../../../contract/commands.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { type StepId, stepIdSchema } from '../../../contract/ids.ts';
import type { StepDetail } from '../../../contract/step-detail.ts';
import { nearest } from '../../domain/plan/nearest.ts';
import { attributionOptions, type Options, type Verb } from './command-line.ts';
import { commandName } from './command-name.ts';
import { evidencePair, evidenceValue } from './evidence-value.ts';
import { type Recorded, type Recording, recordCommand, recording } from './record.ts';

export const act: Verb = {
  name: 'act',
  usage: 'RUN STEP ACTION [ITEM]',
  summary: 'do what a step asks of a person',
  words: [2, 4],
  options: {
    target: { type: 'string', value: 'TARGET', help: 'retry-failed: this target only' },
    reason: { type: 'string', value: 'TEXT', help: 'why; needed for failed, skip, reject and done by hand' },
    note: { type: 'string', value: 'TEXT', help: 'tick, meet, approve: what is to be said about it' },
    evidence: { type: 'string', multiple: true, value: 'K=V', help: 'evidence to give first; V is @FILE for a file' },
    to: { type: 'string', value: 'ADDRESS', help: 'sent: to whom' },
    channel: { type: 'string', value: 'WAY', help: 'sent: by which way' },
    ...attributionOptions,
  },
  examples: [
    'act latest drain go',
    "act latest first-order start --by 'Sam Okafor'",
    "act latest first-order done --by 'Sam Okafor' --evidence order-number=SO-100042",
    'act latest freeze-confirmed tick oncall',
    "act latest go-no-go approve --by 'Anna Berg' --via phone",
    "act latest drain retry-failed --target web-07 --reason 'agent restarted'",
  ],
  notes: [
    `Actions: ${stepActionNames.join(', ')}. ITEM is what to tick, meet or attach to. Without ACTION: what is possible now.`,
  ],
  run: (call) => recording(call, actOn),
};

async function actOn(about: Recording): Promise<Recorded> {
  const { call, client, runId, view } = about;
  const [, stepWord = '', action, item] = call.words;
  const ids = view.steps.map((step) => step.id);
  const stepId = stepIdSchema.safeParse(stepWord);
  if (!stepId.success || !ids.includes(stepId.data)) {
    const near = nearest(stepWord, ids);
    return failed(
      'not-found',
      `There is no step ${stepWord} in ${runId}.${near === null ? '' : ` Did you mean ${near}?`}`,
    );
  }
  const detail = await client.call('runs.step', { runId, stepId: stepId.data });
  if (!detail.ok) return detail;
  const acts = actsOf(detail.value, { action, item, options: call.options });
  if (!acts.ok) return acts;
  const seqs: number[] = [];
  for (const evidence of call.options.list('evidence')) {
    const given = await attach(about, detail.value, evidence);
    if (!given.ok) return given;
    seqs.push(...given.value.seqs);
  }
  if (acts.value === null) return ok({ seqs });
  const done = await recordCommand(about, { type: 'act', stepId: stepId.data, act: acts.value });
  return done.ok ? ok({ seqs: [...seqs, ...done.value.seqs] }) : withBlockers(about, stepId.data, done);
}

/** A refusal, with what stands in the way of the step and what would lift it. */
async function withBlockers(about: Recording, stepId: StepId, refusal: Result<never>): Promise<Result<never>> {
  if (refusal.ok || refusal.problem.details !== undefined) return refusal;
  const why = await about.client.call('runs.why', { runId: about.runId, stepId });
  if (!why.ok || why.value.length === 0) return refusal;
  const { code, message } = refusal.problem;
  return failed(code, message, { details: why.value.map((one) => `${one.text} → ${one.unblock}`) });
}

interface Wanted {
  readonly action: string | undefined;
  readonly item: string | undefined;
  readonly options: Options;
}

/** The act in the contract's words; null when only evidence is given. */
function actsOf(detail: StepDetail, { action, item, options }: Wanted): Result<StepAction | null> {
  const isEvidence = options.list('evidence').length > 0;
  if (isEvidence && (action === undefined || action === 'attach')) return ok(null);
  if (action === undefined) return failed('invalid-input', 'Say what to do.', { details: [...possible(detail)] });
  if (!isActionName(action)) {
    const near = nearest(action, stepActionNames);
    const hint = near === null ? '' : ` Did you mean ${near}?`;
    return failed('invalid-input', `There is no action ${action}.${hint}`, { details: [...possible(detail)] });
  }
  const reason = options.text('reason');
  const note = options.text('note') ?? reason;
  const draft = {
    action,
    ...{ itemId: item, criterionId: item, reason, note, target: options.text('target') },
    ...{ to: options.text('to'), channel: options.text('channel') },
  };
  const given = Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
  const parsed = stepActionSchema.safeParse(given);
  return parsed.success
    ? ok(parsed.data)
    : failed('invalid-input', missingText(action, parsed.error.issues[0]?.path.join('.')));
}

function isActionName(word: string): boolean {
  return stepActionNames.some((name) => name === word);
}

const itemFields: readonly (string | undefined)[] = ['itemId', 'criterionId'];

function missingText(action: string, field: string | undefined): string {
  if (itemFields.includes(field)) return `Say which: ${commandName()} act RUN STEP ${action} ITEM`;
  if (field === 'evidenceId' || field === 'value') return 'Say what: --evidence ID=VALUE';
  return field === undefined || field === '' ? `${action} needs more.` : `${action} needs --${field}.`;
}

/** What can be done now, a line each; why not the rest is said to whoever asks for it. */
function possible({ allowedActions }: StepDetail): readonly string[] {
  const names = (isAllowed: boolean): string =>
    allowedActions
      .filter(({ allowed }) => allowed === isAllowed)
      .map(({ action }) => action)
      .join(', ');
  return [`Now: ${names(true) || 'nothing'}`, `Not now: ${names(false) || 'nothing'}`];
}

async function attach(about: Recording, detail: StepDetail, pair: string): Promise<Recorded> {
  const parts = evidencePair(pair);
  if (parts === null) return failed('invalid-input', `“${pair}” is not ID=VALUE.`);
  const { id: evidenceId, text } = parts;
  const demand = detail.evidenceDemands.find((one) => one.id === evidenceId);
  if (demand === undefined) {
    const ids = detail.evidenceDemands.map((one) => one.id);
    return failed(
      'not-found',
      `${detail.step.id} asks for no evidence ${evidenceId}. It asks for ${ids.join(', ') || 'none'}.`,
    );
  }
  const value = await evidenceValue(about.client, { type: demand.type, text, by: about.attribution });
  if (!value.ok) return value;
  const given: StepAction = { action: 'attach', evidenceId, value: value.value };
  return recordCommand(about, { type: 'act', stepId: detail.step.id, act: given });
}
