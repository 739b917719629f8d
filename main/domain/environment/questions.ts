import type { EnvironmentText } from '../../../contract/documents/environment.ts';
import type { Selector } from '../../../contract/documents/selector.ts';
import type { CheckColumn } from '../../../contract/environments.ts';
import type { PlanTarget } from '../../../contract/plan.ts';
import { textExpectation } from '../plan/plan-action.ts';
import { selectTargets } from '../plan/select-targets.ts';
import { hostNamed, readPlace } from './place-to-reach.ts';
import type { Question } from './question.ts';
import { within } from './question-programs.ts';

/** A question, the column it fills, and the targets it is asked on. */
export interface Row {
  readonly column: CheckColumn;
  readonly targets: readonly string[];
  readonly question: Question;
}

const REACH_MS = 12_000;
const COMMAND_MS = 10_000;

/** Everything a document asks of its targets beside what is asked of every target, in its order. */
export function rowsOf(environment: EnvironmentText, targets: readonly PlanTarget[]): readonly Row[] {
  const on = (selector: Selector) => selectTargets(targets, selector, 'ssh');
  return [
    ...sudoRows(targets),
    ...reachRows(environment, targets),
    ...(environment.databases ?? []).map((row): Row => {
      const { id, engine, name } = row;
      const title = name === undefined ? id : `${id} (${name})`;
      const label = `${engine} ${title}`;
      const column: CheckColumn = { id: `database:${id}`, kind: 'database', title, expected: null };
      const about = { kind: 'database', label, isOwn: row.run !== undefined } as const;
      const script = databaseScript(row, hostNamed(row.host, targets));
      const timeoutMs = row.timeout ?? COMMAND_MS;
      return {
        column,
        targets: on(row.from),
        question: { column: column.id, script, timeoutMs, isQuick: false, about },
      };
    }),
    ...expectedRows(environment, on),
    ...(environment.checks ?? []).map((row): Row => {
      const { id, text = id, run, timeout: timeoutMs = COMMAND_MS, expect } = row;
      const column: CheckColumn = { id: `check:${id}`, kind: 'check', title: text, expected: null };
      const about = {
        kind: 'check',
        expect: {
          exit: expect?.exit ?? [0],
          stdout: textExpectation(expect?.stdout),
          stderr: textExpectation(expect?.stderr),
        },
      } as const;
      const script = within(seconds(timeoutMs), run);
      return {
        column,
        targets: on(row.targets),
        question: { column: column.id, script, timeoutMs, isQuick: false, about },
      };
    }),
  ];
}

function sudoRows(targets: readonly PlanTarget[]): readonly Row[] {
  const accounts = new Map<string, string[]>();
  for (const target of targets) {
    if (target.kind !== 'ssh' || target.runAs === undefined) continue;
    accounts.set(target.runAs, [...(accounts.get(target.runAs) ?? []), target.name]);
  }
  const column: CheckColumn = { id: 'sudo', kind: 'target', title: 'sudo', expected: null };
  return [...accounts].map(([runAs, names]): Row => {
    const script = within(8, `sudo -n -u ${quotedName(runAs)} true`);
    const about = { kind: 'sudo', runAs } as const;
    return { column, targets: names, question: { column: 'sudo', script, timeoutMs: 8_000, isQuick: false, about } };
  });
}

function reachRows(environment: EnvironmentText, targets: readonly PlanTarget[]): readonly Row[] {
  return (environment.reachability ?? []).flatMap((row): Row[] => {
    const read = readPlace(row, targets);
    if (!read.ok) return [];
    const from = selectTargets(targets, row.from, 'ssh');
    return read.places.map(({ label, host, port, isHttps }): Row => {
      const id = `reach:${label}${isHttps ? '/https' : ''}`;
      const column: CheckColumn = { id, kind: 'reach', title: isHttps ? `https ${label}` : label, expected: null };
      const about = { kind: 'reach', label, isHttps } as const;
      const script = `${isHttps ? '_https' : '_reach'} ${isHttps && host.includes(':') ? `[${host}]` : host} ${port}`;
      // From a host to itself is no way between two.
      const others = from.filter((name) => name !== label);
      return { column, targets: others, question: { column: id, script, timeoutMs: REACH_MS, isQuick: true, about } };
    });
  });
}

type Database = NonNullable<EnvironmentText['databases']>[number];

const ports = {
  ...{ postgresql: 5432, mysql: 3306, oracle: 1521, sqlserver: 1433, mongodb: 27_017, redis: 6379 },
} as const;

/** The port an engine listens on where nobody says another. */
export function databasePort({ engine, port }: Pick<Database, 'engine' | 'port'>): number | null {
  return port ?? (engine === 'other' ? null : ports[engine]);
}

/** The author's command; else the engine's own question where its client is there; else whether the port answers. */
function databaseScript(row: Database, host: string): string {
  if (row.run !== undefined) return `echo "with own"; ${within(seconds(row.timeout ?? COMMAND_MS), row.run)}`;
  const port = databasePort(row) ?? 0;
  const tcp = `echo 'with port'; _reach ${host} ${port}`;
  const own = clientQuestion(row, host, port);
  if (own === null) return tcp;
  const ask = within(seconds(row.timeout ?? COMMAND_MS), own.command);
  return `if _has ${own.client}; then echo 'with ${own.client}'; ${ask}; else ${tcp}; fi`;
}

function clientQuestion({ engine, name, user }: Database, host: string, port: number) {
  const database = name === undefined ? '' : ` -d ${quotedName(name)}`;
  const login = user === undefined ? '' : ` -U ${quotedName(user)}`;
  if (engine === 'postgresql') {
    return { client: 'pg_isready', command: `pg_isready -h ${host} -p ${port} -t 5${database}${login}` };
  }
  if (engine === 'mysql') {
    return { client: 'mysqladmin', command: `mysqladmin -h ${host} -P ${port} --connect-timeout=5 ping` };
  }
  if (engine === 'redis') return { client: 'redis-cli', command: `redis-cli -h ${host} -p ${port} ping` };
  return null;
}

function expectedRows(environment: EnvironmentText, on: (selector: Selector) => readonly string[]): readonly Row[] {
  return (environment.expected ?? []).map((row): Row => {
    const { version = null } = row;
    const name = row.package ?? row.command ?? '';
    // The same program may be expected in another version elsewhere: a column is one expectation.
    const id = `installed:${name}${version === null ? '' : `=${version}`}`;
    const column: CheckColumn = { id, kind: 'installed', title: name, expected: version };
    const about =
      row.package === undefined
        ? ({ kind: 'command', command: name, version } as const)
        : ({ kind: 'package', name, version } as const);
    const script = row.package === undefined ? within(seconds(COMMAND_MS), name) : `_package ${quotedName(name)}`;
    return {
      column,
      targets: on(row.targets),
      question: { column: id, script, timeoutMs: COMMAND_MS, isQuick: false, about },
    };
  });
}

function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}

/** A word of the document in a command of ours. */
function quotedName(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
