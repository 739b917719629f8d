import type { RunbookText } from '../../../contract/documents/runbook.ts';
import type { StepText, StepTextOf } from '../../../contract/documents/steps.ts';
import type { ChecklistItem, PlanAction } from '../../../contract/plan.ts';
import { type FrozenItems, freezeItems } from '../checklist/freeze-items.ts';
import { type ReadChecklist, readChecklist } from '../checklist/read-checklist.ts';
import { nearest } from './nearest.ts';
import type { About } from './parse-document.ts';
import type { ResolveWallTime } from './wall-time.ts';

/** A checklist or environment kept in a document of its own, as it was found. */
export interface StoredDocument {
  readonly key: string;
  /** null for a file of a release pack. */
  readonly revision: number | null;
  readonly sha256: string;
  readonly text: string;
}

export type StoredChecklist = StoredDocument;

/** Documents of one kind. A workspace knows them all; a file knows only what lies beside it. */
export interface StoredDocuments {
  readonly found: readonly StoredDocument[];
  /** Every key there is, when all are known: what is not among them does not exist. */
  readonly keys: readonly string[] | null;
}

/** What is kept outside of a runbook: checklists, and beside them the environments. */
export interface StoredChecklists extends StoredDocuments {
  /** Left out = none is known. */
  readonly environments?: StoredDocuments;
  /** What `secrets.x` may name beside secret inputs; left out = nobody knows. */
  readonly vaultNames?: readonly string[];
}

export const noStoredChecklists: StoredChecklists = { found: [], keys: null };

type ChecklistAction = Extract<PlanAction, { kind: 'checklist' }>;

/** What one step of kind checklist asks for. */
export interface StepChecklist {
  /** null = its items are kept elsewhere and not known here. */
  readonly action: ChecklistAction | null;
  readonly faults: readonly About[];
}

/** The keys of the stored checklists a runbook takes items from, each once. */
export function checklistsUsedBy({ steps }: RunbookText): readonly string[] {
  return [...new Set(steps.flatMap((step) => keyOf(step) ?? []))];
}

/** By index of the step; undefined where the step is of another kind. */
export function stepChecklists(
  runbook: RunbookText,
  stored: StoredChecklists,
  resolve: ResolveWallTime,
): readonly (StepChecklist | undefined)[] {
  const zone = runbook.timezone ?? 'UTC';
  const roles = new Set((runbook.people ?? []).map(({ role }) => role));
  const knowsRoles = runbook.roster === undefined;
  const read = remembered(resolve);
  return runbook.steps.map((step, index) => {
    if (step.kind !== 'checklist') return undefined;
    if (step.items !== undefined) return ownItems(step.items, index, { zone, resolve });
    if (step.checklist === undefined) return { action: null, faults: [] };
    const found = stored.found.find(({ key }) => key === step.checklist);
    if (found === undefined) return { action: null, faults: missing(step.checklist, index, stored.keys) };
    const { checklist } = read(found);
    if (checklist === null) return { action: null, faults: [broken(found.key, index)] };
    const frozen = freezeItems(checklist.items, zone, resolve);
    const faults = [...impossible(frozen, index), ...(knowsRoles ? unknownRoles(frozen, index, roles) : [])];
    const { key, revision, sha256 } = found;
    return { action: { kind: 'checklist', items: planItems(frozen), from: { key, revision, sha256 } }, faults };
  });
}

function keyOf(step: StepText): string | null {
  return step.kind === 'checklist' && step.items === undefined ? (step.checklist ?? null) : null;
}

function remembered(resolve: ResolveWallTime): (found: StoredChecklist) => ReadChecklist {
  const known = new Map<StoredChecklist, ReadChecklist>();
  return (found) => {
    const read = known.get(found) ?? readChecklist(found.text, resolve);
    known.set(found, read);
    return read;
  };
}

type ItemTexts = NonNullable<StepTextOf<'checklist'>['items']>;

function ownItems(
  texts: ItemTexts,
  index: number,
  { zone, resolve }: { readonly zone: string; readonly resolve: ResolveWallTime },
): StepChecklist {
  const frozen = freezeItems(texts, zone, resolve);
  const faults = frozen.faults.map(({ position, message, cure }): About => {
    const path = ['steps', index, 'items', position, 'due'];
    return { rule: 'bad-time', severity: 'error', path, message, cure };
  });
  return { action: { kind: 'checklist', items: planItems(frozen) }, faults };
}

/** Members stand only where the document has them, so that plans of earlier builds keep their hashes. */
function planItems({ items }: FrozenItems): ChecklistItem[] {
  return items.map(({ id, text, responsible, due, evidence, fourEyes }) => ({
    ...{ id, text, responsible },
    ...(due === null ? {} : { due }),
    ...(evidence.length === 0 ? {} : { evidence }),
    ...(fourEyes ? { fourEyes } : {}),
  }));
}

/** Where not every document is known, a key that was not found is no fault: see `lint-executable`. */
function missing(key: string, index: number, keys: readonly string[] | null): readonly About[] {
  if (keys === null) return [];
  const near = nearest(key, keys);
  const cure =
    near === null
      ? `Save a document of kind Checklist with the key ${key} first.`
      : `Write ${near}, or save ${key} first.`;
  const message = `There is no stored checklist "${key}".`;
  return [{ rule: 'stored-checklist-missing', severity: 'error', path: ['steps', index, 'checklist'], message, cure }];
}

function broken(key: string, index: number): About {
  return {
    rule: 'stored-checklist-broken',
    severity: 'error',
    path: ['steps', index, 'checklist'],
    message: `The document "${key}" is no checklist, or has errors.`,
    cure: `Run holdpoint lint on ${key}, correct it and save it.`,
  };
}

function impossible({ faults }: FrozenItems, index: number): readonly About[] {
  return faults.map(({ itemId, message, cure }) => ({
    rule: 'bad-time',
    severity: 'error',
    path: ['steps', index, 'checklist'],
    message: `The item "${itemId}": ${message}`,
    cure,
  }));
}

/** A stored checklist serves many runbooks: a role this one does not fill is said, and no error. */
function unknownRoles({ items }: FrozenItems, index: number, roles: ReadonlySet<string>): readonly About[] {
  const unknown = new Set(items.flatMap(({ responsible }) => (responsible === null ? [] : [responsible])));
  return [...unknown]
    .filter((role) => !roles.has(role))
    .map((role) => ({
      rule: 'unknown-role',
      severity: 'warning',
      path: ['steps', index, 'checklist'],
      message: `The stored checklist asks for the role "${role}", and nobody in people has it.`,
      cure: `Add { role: ${role}, name: … } to people.`,
    }));
}
