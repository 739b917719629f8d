import type { EnvironmentText } from '../../../contract/documents/environment.ts';
import type { CheckColumn } from '../../../contract/environments.ts';
import type { PlanTarget } from '../../../contract/plan.ts';
import { environmentTargets } from '../plan/plan-targets.ts';
import type { ResolveWallTime } from '../plan/wall-time.ts';
import { dayInstant } from './day-instant.ts';
import { addressOf } from './place-to-reach.ts';
import type { Question } from './question.ts';
import { rowsOf } from './questions.ts';

/** What the document says of an infrastructure item, days resolved to instants. */
export interface ItemDocument {
  readonly id: string;
  readonly text: string;
  readonly type: NonNullable<EnvironmentText['infrastructure']>[number]['type'];
  readonly responsible: string | null;
  readonly ci: string | null;
  readonly leadTimeMs: number | null;
  readonly orderedAt: number | null;
  readonly installedAt: number | null;
  readonly expiresAt: number | null;
  readonly state: 'needed' | 'ordered' | 'installed' | 'validated';
  /** Columns whose checks speak about it: one of the environment's own, or asked on targets. */
  readonly column: string | null;
}

/** Where a certificate is looked at from this machine. */
export interface TlsPlace {
  readonly column: string;
  /** null = an infrastructure item's, of the environment itself. */
  readonly target: string | null;
  readonly host: string;
  readonly port: number;
}

/** An environment ready to be asked: its targets, every column, and which of them each target has. */
export interface EnvironmentModel {
  readonly key: string;
  readonly title: string;
  readonly rank: number | null;
  readonly timezone: string;
  readonly staleAfterMs: number;
  readonly targets: readonly PlanTarget[];
  readonly columns: readonly CheckColumn[];
  /** Target → columns asked there, in the order of `columns`. */
  readonly asked: ReadonlyMap<string, readonly string[]>;
  /** Target → questions of the document. */
  readonly questions: ReadonlyMap<string, readonly Question[]>;
  readonly tls: readonly TlsPlace[];
  readonly items: readonly ItemDocument[];
}

const DAY_MS = 86_400_000;

const shellColumns: readonly CheckColumn[] = [
  { id: 'reachable', kind: 'target', title: 'reachable', expected: null },
  { id: 'host-key', kind: 'target', title: 'host key', expected: null },
  { id: 'authentication', kind: 'target', title: 'login', expected: null },
  { id: 'shell', kind: 'target', title: 'shell', expected: null },
  { id: 'disk', kind: 'target', title: 'disk', expected: null },
  { id: 'clock', kind: 'target', title: 'clock', expected: null },
];
const urlColumn: CheckColumn = { id: 'url', kind: 'target', title: 'answers', expected: null };
const tlsColumn: CheckColumn = { id: 'tls', kind: 'target', title: 'certificate', expected: null };

/** Do the clocks of this machine and of all others agree; asked of the environment as a whole. */
export const ownClockColumn: CheckColumn = {
  ...{ id: 'own-clock', kind: 'item', title: 'clock of this machine', expected: null },
};

export function environmentModel(environment: EnvironmentText, resolve: ResolveWallTime): EnvironmentModel {
  const targets = environmentTargets(environment);
  const rows = rowsOf(environment, targets);
  const tls = tlsPlaces(environment, targets);
  const columns = new Map<string, CheckColumn>();
  const asked = new Map<string, string[]>(targets.map(({ name }) => [name, []]));
  const questions = new Map<string, Question[]>();
  const add = (column: CheckColumn, names: readonly string[]) => {
    if (names.length === 0) return;
    columns.set(column.id, columns.get(column.id) ?? column);
    for (const name of names) {
      const own = asked.get(name);
      if (own?.includes(column.id) === false) own.push(column.id);
    }
  };
  const ssh = targets.filter(({ kind }) => kind === 'ssh').map(({ name }) => name);
  const http = targets.filter(({ kind }) => kind === 'http').map(({ name }) => name);
  for (const column of shellColumns) add(column, ssh);
  for (const row of rows.filter(({ column }) => column.kind === 'target')) add(row.column, row.targets);
  add(urlColumn, http);
  add(
    tlsColumn,
    tls.flatMap(({ target }) => target ?? []),
  );
  for (const row of rows) {
    add(row.column, row.targets);
    for (const name of row.targets) questions.set(name, withoutTwice(questions.get(name) ?? [], row.question));
  }
  const items = (environment.infrastructure ?? []).map((item) => itemOf(item, environment, resolve));
  const own = tls.filter(({ target }) => target === null);
  const itemColumns = own.map(
    ({ column, host, port }): CheckColumn => ({ id: column, kind: 'item', title: `${host}:${port}`, expected: null }),
  );
  return {
    key: environment.key,
    title: environment.title,
    rank: environment.rank ?? null,
    timezone: environment.timezone ?? 'UTC',
    staleAfterMs: environment.staleAfter ?? DAY_MS,
    targets,
    columns: [...columns.values(), ...itemColumns, ownClockColumn],
    ...{ asked, questions, tls, items },
  };
}

/** Two rows may lead from a target to one place: it is asked once. */
function withoutTwice(questions: readonly Question[], question: Question): Question[] {
  if (questions.some(({ column }) => column === question.column)) return [...questions];
  return [...questions, question];
}

function tlsPlaces(environment: EnvironmentText, targets: readonly PlanTarget[]): readonly TlsPlace[] {
  const ofTargets = targets.flatMap((target): TlsPlace[] => {
    const { host, port, isHttps } = addressOf(target);
    return isHttps ? [{ column: 'tls', target: target.name, host, port }] : [];
  });
  const ofItems = (environment.infrastructure ?? []).flatMap(({ id, check }): TlsPlace[] => {
    const [, host, port] = /^\[?(.+?)\]?:(\d{1,5})$/.exec(check ?? '') ?? [];
    return host === undefined ? [] : [{ column: `item:${id}`, target: null, host, port: Number(port) }];
  });
  return [...ofTargets, ...ofItems];
}

type ItemText = NonNullable<EnvironmentText['infrastructure']>[number];

function itemOf(item: ItemText, environment: EnvironmentText, resolve: ResolveWallTime): ItemDocument {
  const instant = (day: string | undefined): number | null => {
    const resolved = day === undefined ? null : dayInstant(day, environment.timezone ?? 'UTC', resolve);
    return resolved?.kind === 'instant' ? resolved.at : null;
  };
  const installedAt = instant(item.installedAt);
  const orderedAt = instant(item.orderedAt);
  const said = item.installedAt !== undefined ? 'installed' : item.orderedAt !== undefined ? 'ordered' : 'needed';
  return {
    ...{ id: item.id, text: item.text, type: item.type },
    responsible: item.responsible ?? null,
    ci: item.ci ?? null,
    leadTimeMs: item.leadTime ?? null,
    ...{ orderedAt, installedAt },
    expiresAt: instant(item.expires),
    state: item.state ?? said,
    column: columnOf(item, environment),
  };
}

function columnOf({ id, check }: ItemText, { databases }: EnvironmentText): string | null {
  if (check === undefined) return null;
  if (/:\d{1,5}$/.test(check)) return `item:${id}`;
  return (databases ?? []).some((row) => row.id === check) ? `database:${check}` : `check:${check}`;
}
