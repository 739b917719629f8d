import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Finding, failed, ok, type Result } from '../../../contract/errors.ts';
import type { SheetChoices, SheetFinding } from '../../../contract/sheets.ts';
import { resolveWallTime } from '../../adapters/zones.ts';
import { judgeDocument } from '../../domain/plan/index.ts';
import { type Conversion, convertSheet, type Workbook, yamlDocument } from '../../domain/sheet/index.ts';
import { threadedSheetReader } from '../threaded-sheet-reader.ts';
import type { Call, Verb } from './command-line.ts';
import { shellWord, suggested } from './command-name.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readSheetChoices } from './import-choices.ts';
import { findingText, refuse, reportProblem } from './problem-text.ts';
import { unreadable } from './runbook-file.ts';
import { harmless, type Terminal } from './terminal.ts';

const FILE_BYTES = 32 * 1024 * 1024;

export const importSheet: Verb = {
  name: 'import',
  usage: 'FILE',
  summary: 'a sheet (.xlsx, .csv, .tsv or cells on stdin) as a runbook of manual steps',
  words: [1, 1],
  options: {
    out: { type: 'string', value: 'RUNBOOK.yaml', help: 'where to write the runbook (default: stdout)' },
    force: { type: 'boolean', help: 'write over a file that is there' },
    sheet: { type: 'string', value: 'NAME', help: 'the worksheet (default: the one that looks most like a plan)' },
    'heading-row': { type: 'string', value: 'N', help: 'the row of the headings; 0 when there are none' },
    map: { type: 'string', multiple: true, value: 'HEADING=FIELD', help: 'what a column is; =keep leaves it as it is' },
    timezone: { type: 'string', value: 'ZONE', help: 'where the times of the sheet are meant (default: here)' },
    start: { type: 'string', value: 'TIME', help: 'T0 of a sheet that has offsets or times only: 2026-11-28T22:00' },
    'date-order': { type: 'string', value: 'dmy|mdy', help: 'how to read 03/04/2026' },
    unit: { type: 'string', value: 's|min|h|d', help: 'the unit of durations that are plain numbers' },
    key: { type: 'string', value: 'KEY', help: 'key of the runbook (default: from its title)' },
    title: { type: 'string', value: 'TITLE', help: 'title of the runbook (default: from the sheet)' },
    json: { type: 'boolean', help: 'one JSON object: findings, mapping, unknownColumns, runbook' },
  },
  examples: [
    'import cutover.xlsx --out cutover.yaml',
    'import plan.csv --map "Who does it=owner" --timezone Europe/Berlin --json',
    'import - < cells.tsv',
  ],
  notes: [
    'Nothing of a sheet is ever executed: commands become the instructions of manual steps.',
    'Columns that are no field are kept under x-sheet. With an error nothing is written, and the exit code is 2.',
  ],
  run: async (call) => {
    const { terminal, words } = call;
    const [file = ''] = words;
    const workbook = await readWorkbook(file);
    if (!workbook.ok) return refuseFile(call, workbook.problem.message);
    const choices = readSheetChoices(call.options, workbook.value, { resolve: resolveWallTime, zoneHere: zoneHere() });
    if (!choices.ok) return reportProblem(terminal, choices.problem);
    return finish(call, { file, workbook: workbook.value, choices: choices.value });
  },
};

export function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

async function readWorkbook(file: string): Promise<Result<Workbook>> {
  const bytes = file === '-' ? await fromStdin() : fromFile(file);
  if (!bytes.ok) return bytes;
  return threadedSheetReader(null).read(file === '-' ? 'pasted cells' : path.basename(file), bytes.value);
}

function fromFile(file: string): Result<Uint8Array> {
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) return failed('not-found', `${file} is a folder. Name the sheet in it.`);
    if (stat.size > FILE_BYTES) return failed('too-large', tooLarge);
    return ok(new Uint8Array(readFileSync(file)));
  } catch (error) {
    return unreadable(file, error);
  }
}

const tooLarge = 'The file is larger than 32 MiB. Save the sheet of the plan alone as .xlsx or .csv.';

async function fromStdin(): Promise<Result<Uint8Array>> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of process.stdin) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > FILE_BYTES) return failed('too-large', tooLarge);
  }
  return ok(new Uint8Array(Buffer.concat(pieces)));
}

/** A file that is no sheet has one finding, about the whole of it. */
function refuseFile({ terminal, options }: Call, message: string): ExitCode {
  if (!options.flag('json')) return refuse(terminal, 'invalid-document', message);
  const about = { rule: 'unreadable', sheet: null, row: null, column: null, heading: null, cure: null };
  const findings: SheetFinding[] = [{ severity: 'error', ...about, message }];
  terminal.out(JSON.stringify({ findings, runbook: null, mapping: [], unknownColumns: [] }));
  return exitCodes.usage;
}

interface Imported {
  readonly file: string;
  readonly workbook: Workbook;
  readonly choices: SheetChoices;
}

function finish(call: Call, { file, workbook, choices }: Imported): ExitCode {
  const { terminal, options } = call;
  const made = convertSheet(workbook, choices, { resolve: resolveWallTime, zoneHere: zoneHere() });
  const text = made.document === null ? null : yamlDocument(made.document);
  const lint = text === null ? [] : judgeDocument(text, resolveWallTime).findings;
  const broken = lint.filter((finding) => finding.severity === 'error');
  const runbook = broken.length === 0 ? text : null;
  const out = options.text('out');
  const problem = runbook === null || out === undefined ? null : written(out, runbook, options.flag('force'));
  if (options.flag('json')) terminal.out(JSON.stringify(jsonOf(made, { runbook, lint })));
  else report(terminal, made, { file, lint: broken });
  if (problem !== null) return refuse(terminal, 'invalid-input', problem);
  if (runbook === null) return exitCodes.usage;
  if (out !== undefined) {
    terminal.err(`${counted(made.view.summary.steps, 'step')} written to ${path.resolve(out)}`);
    terminal.err(
      `Rehearse it: ${suggested(`run ${shellWord(path.resolve(out))} --mode rehearsal --speed 600 --as-planned`)}`,
    );
  } else if (!options.flag('json')) terminal.out(runbook.trimEnd());
  return exitCodes.completed;
}

function jsonOf(
  { view, findings }: Conversion,
  { runbook, lint }: { runbook: string | null; lint: readonly Finding[] },
) {
  const { columns, summary, key, title, timezone } = view;
  return {
    findings,
    runbook,
    ...{ key, title, timezone, summary },
    worksheet: view.worksheets[view.worksheet]?.name ?? null,
    headingRow: view.headingRow,
    mapping: columns
      .filter((column) => column.field !== null)
      .map(({ letter, heading, field, confidence }) => ({ column: letter, heading, field, confidence })),
    unknownColumns: columns
      .filter(({ field, heading }) => field === null && heading !== '')
      .map(({ heading }) => heading),
    lint,
  };
}

/** Findings go to stderr: stdout carries the runbook. */
function report(
  terminal: Terminal,
  { findings, view }: Conversion,
  { file, lint }: { file: string; lint: readonly Finding[] },
): void {
  for (const finding of findings) terminal.err(sheetFindingText(finding, file, view.worksheets.length > 1));
  for (const finding of lint) terminal.err(findingText(finding, 'runbook'));
  const { error, warning } = view.counts;
  const kept = view.columns
    .filter(({ field, heading }) => field === null && heading !== '')
    .map(({ heading }) => heading);
  const columns = kept.length === 0 ? '' : `; kept as they are: ${kept.join(', ')}`;
  terminal.err(
    harmless(
      `${file}: ${counted(view.summary.steps, 'step')}, ${counted(error, 'error')}, ${counted(warning, 'warning')}${columns}`,
    ),
  );
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** What is chosen on the screen has an option here. */
function cureHere(rule: string, cure: string): string {
  switch (rule) {
    case 'no-headings':
      return 'Say the row of the headings with --heading-row N, or what a column is with --map B=task.';
    case 'no-unit':
      return 'Say the unit with --unit s, min, h or d.';
    case 'unclear-date':
      return 'Say how to read it with --date-order dmy or mdy.';
    case 'chained':
      return 'Name predecessors in the sheet if something may run side by side.';
    default:
      return cure;
  }
}

/** `plan.xlsx:Runsheet:12:J error unknown-predecessor …`: file, sheet, row, column. */
export function sheetFindingText(finding: SheetFinding, file: string, withSheet: boolean): string {
  const { sheet, row, column, heading, severity, rule, message, cure } = finding;
  const place = [file, withSheet ? sheet : null, row, column].filter((part) => part !== null && part !== '');
  const where = heading === null || heading === '' ? '' : `(${heading}) `;
  return harmless(
    `${place.join(':')} ${severity} ${rule} ${where}${message}${cure === null ? '' : ` — ${cureHere(rule, cure)}`}`.replace(
      /\s+/g,
      ' ',
    ),
  );
}

function written(out: string, text: string, isForced: boolean): string | null {
  const file = path.resolve(out);
  if (!isForced && existsSync(file))
    return `${file} is there already and was left as it is. Say --force to write over it.`;
  try {
    writeFileSync(file, text);
    return null;
  } catch (error) {
    return `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}
