import type { Attribution } from '../../../contract/actor.ts';
import type { PassView } from '../../../contract/checklists.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { PassId } from '../../../contract/ids.ts';
import type { OperationOutput } from '../../../contract/operations.ts';
import { freezeItems, type PassState, passReport, passView, readChecklist } from '../../domain/checklist/index.ts';
import { logEntry } from '../../domain/log/describe-event.ts';
import { actorOf, whenOf } from '../attribution.ts';
import type { SaidBy } from '../checklist/pass-desk.ts';
import { checklistPasses } from '../projections/checklist-passes.ts';
import type { CoreParts } from './core-parts.ts';
import type { Caller, FeatureHandlers } from './handler.ts';

type ChecklistHandlers = FeatureHandlers<'checklists'>;

export function checklistHandlers(parts: CoreParts): ChecklistHandlers {
  return { ...changing(parts), ...looking(parts) };
}

type Changing = Pick<ChecklistHandlers, 'checklists.open' | 'checklists.act' | 'checklists.close'>;

function changing(parts: CoreParts): Changing {
  const { checklists } = parts;
  return {
    'checklists.open': async (request, caller) => {
      const by = saidBy(parts, request.attribution, caller);
      return by.ok ? checklists.open(request, by.value) : by;
    },
    'checklists.act': async (request, caller) => {
      const by = saidBy(parts, request.attribution, caller);
      return by.ok ? checklists.act(request, by.value) : by;
    },
    'checklists.close': async (request, caller) => {
      const by = saidBy(parts, request.attribution, caller);
      return by.ok ? checklists.close(request, by.value) : by;
    },
  };
}

function saidBy(parts: CoreParts, attribution: Attribution | undefined, caller: Caller): Result<SaidBy> {
  const actor = actorOf(attribution, caller, parts.seat);
  if (!actor.ok) return actor;
  const at = whenOf(attribution, parts.clock.now());
  return at.ok ? ok({ actor: actor.value, at: at.value }) : at;
}

function looking(parts: CoreParts): Omit<ChecklistHandlers, keyof Changing> {
  return {
    'checklists.list': () => ok(checklistPasses(parts)),
    'checklists.get': ({ key, revision }) => storedChecklist(parts, key, revision),
    'checklists.pass': ({ passId }) => withPass(parts, passId, (pass) => ok(wholePass(parts, pass))),
    'checklists.log': ({ passId, afterSeq, limit }) =>
      withPass(parts, passId, (pass) => {
        const passItems = itemTexts(pass);
        const page = parts.events.readJournal(passId, afterSeq, limit);
        const entries = page.map((event) => logEntry(event, { plan: null, passItems }));
        return ok({ entries, nextAfterSeq: entries.length < limit ? null : (entries.at(-1)?.seq ?? null) });
      }),
    'checklists.report': ({ passId }) =>
      withPass(parts, passId, (pass) =>
        ok(passReport(wholePass(parts, pass, Number.MAX_SAFE_INTEGER), parts.clock.now())),
      ),
  };
}

async function storedChecklist(
  parts: CoreParts,
  key: string,
  revision: number | undefined,
): Promise<Result<OperationOutput<'checklists.get'>>> {
  const stored = parts.documentIndex.find(key, revision);
  if (stored === null) return failed('not-found', `There is no document ${key}.`);
  if (stored.kind !== 'Checklist') return failed('invalid-input', `${key} is a ${stored.kind}, not a checklist.`);
  const document = await parts.library.summary(stored);
  const passes = checklistPasses(parts).filter((pass) => pass.key === key);
  const found = parts.library.find(key, stored.revision);
  if (!found.ok) {
    const missing = { rule: 'text-missing', severity: 'error', message: found.problem.message } as const;
    return ok({ document, text: null, items: [], findings: [missing], passes });
  }
  const { text } = found.value;
  const { checklist, findings } = readChecklist(text, parts.checklists.resolveWallTime);
  // Before a pass there is no zone: dates stand as written.
  const { items } = freezeItems(checklist?.items ?? [], 'UTC', parts.checklists.resolveWallTime);
  return ok({ document, text, items: [...items], findings: [...findings], passes });
}

/** More than this is looked up in the log, page by page. */
const HISTORY = 500;

export function wholePass(
  parts: Pick<CoreParts, 'events' | 'documentIndex'>,
  pass: PassState,
  most: number = HISTORY,
): PassView {
  const passItems = itemTexts(pass);
  const events = parts.events.readJournal(pass.passId);
  const history = events.slice(-most).map((event) => logEntry(event, { plan: null, passItems }));
  const newestRevision = parts.documentIndex.find(pass.document.key)?.revision ?? null;
  return passView(pass, { history: history.reverse(), historyTotal: events.length, newestRevision });
}

function itemTexts(pass: PassState): ReadonlyMap<string, string> {
  return new Map(pass.items.map(({ item }) => [item.id, item.text]));
}

function withPass<T>({ checklists }: CoreParts, passId: PassId, look: (pass: PassState) => Result<T>): Result<T> {
  const pass = checklists.book.pass(passId);
  return pass === null ? failed('not-found', `There is no pass ${passId}.`) : look(pass);
}
