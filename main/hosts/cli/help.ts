import { commonOptions, type OptionSpec, type Verb } from './command-line.ts';
import { commandName } from './command-name.ts';

const groups = [
  ['Plan', ['lint', 'preview', 'preflight', 'artifact', 'probes', 'import', 'checklist', 'targets', 'secrets']],
  ['Run', ['run', 'resume', 'hold', 'abort', 'cancel', 'close', 'act', 'status', 'why']],
  ['Chair', ['note', 'decide', 'issue', 'eta', 'rebase', 'update']],
  ['After', ['log', 'search', 'report', 'verify']],
  ['Keep', ['backup', 'restore', 'rebuild']],
  ['Hosting', ['serve', 'range']],
] as const;

export function overallHelp(verbs: ReadonlyMap<string, Verb>): readonly string[] {
  const lines = [
    'Holdpoint runs release windows: plan, rehearse, run live, prove.',
    '',
    `Usage: ${commandName()} VERB …`,
    '',
  ];
  for (const [title, names] of groups) {
    lines.push(`${title}:`);
    for (const name of names) {
      const verb = verbs.get(name);
      if (verb !== undefined) lines.push(`  ${verb.name.padEnd(10)} ${verb.summary}`);
    }
    lines.push('');
  }
  lines.push(
    'RUN is the id of a run, the beginning of one, or latest. All verbs take --workspace DIR (or HOLDPOINT_WORKSPACE).',
    'Exit: 0 completed · 1 ended otherwise, or a finding · 2 usage or invalid document · 3 held or waiting for a person',
    '      4 an outcome is unknown · 5 refused now · 6 workspace unusable',
    '',
    `${commandName()} VERB --help says more, with examples.`,
  );
  return lines;
}

export function verbHelp(verb: Verb): readonly string[] {
  const options = Object.entries({ ...verb.options, ...commonOptions });
  const lefts = options.map(([name, spec]) => optionText(name, spec));
  const width = Math.min(30, Math.max(...lefts.filter((left) => left.length <= 30).map((left) => left.length)));
  return [
    `Usage: ${commandName()} ${verb.name} ${verb.usage}`.trimEnd(),
    '',
    `${capital(verb.summary)}.`,
    ...(verb.notes === undefined ? [] : ['', ...verb.notes]),
    '',
    'Options:',
    ...options.flatMap(([, spec], index) => optionLines(lefts[index] ?? '', spec.help, width)),
    '',
    verb.examples.length === 1 ? 'Example:' : 'Examples:',
    ...verb.examples.map((example) => `  ${commandName()} ${example}`),
  ];
}

/** An option longer than its column has its help below it. */
function optionLines(left: string, help: string, width: number): readonly string[] {
  if (left.length <= width) return [`  ${left.padEnd(width)}  ${help}`];
  return [`  ${left}`, `  ${' '.repeat(width)}  ${help}`];
}

function optionText(name: string, spec: OptionSpec): string {
  const value = spec.value === undefined ? '' : ` ${spec.value}`;
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  return `${short}--${name}${value}${spec.multiple === true ? ' …' : ''}`;
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
