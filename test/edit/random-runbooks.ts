import fc from 'fast-check';
import type { DocumentEdit } from '../../contract/editing.ts';

/** Runbooks as different people write them: block and flow steps, quotes, comments, blank lines, CRLF. */

const words = fc.constantFrom(
  ...['Drain the pool', 'Deploy 4.2', "Anna's step", 'yes', '0755', '4.10', 'Go/no-go?', 'Prüfen & öffnen', '- dash'],
  ...[
    'a: b',
    'x #1',
    '{ brace }',
    '[list]',
    '*star',
    '&and',
    '!bang',
    '%percent',
    '@at',
    '`tick`',
    '"quoted"',
    "it's",
    '',
  ],
  ...['tab\there', 'emoji 🚀', 'trailing: ', '~', 'null', '---', '...', '? what', ': colon', 'long '.repeat(30).trim()],
);
const plainWords = fc.constantFrom('Drain the pool', 'Deploy 4.2', 'Open it again', 'Tell everybody', 'Check twice');
const roles = fc.constantFrom('Release manager', 'Database lead', 'Ops (nights)');
const durations = fc.constantFrom('5m', '1h30m', '90s');
const lines = fc.array(
  fc.constantFrom('Look at it.', '  indented', '', 'key: value', '# no comment', '- item', 'quote \' "', 'ends \\'),
  {
    minLength: 1,
    maxLength: 4,
  },
);

interface Style {
  readonly flow: boolean;
  readonly blank: boolean;
  readonly above: string | null;
  readonly trailing: boolean;
  readonly quote: '' | "'" | '"';
  readonly afterStyle: 'flow' | 'block' | 'spaced';
  readonly durationStyle: 'one' | 'flow' | 'block';
  readonly instructions: 'none' | 'literal' | 'folded' | 'strip' | 'keep' | 'plain' | 'double';
  readonly order: number;
}

const styles: fc.Arbitrary<Style> = fc.record({
  flow: fc.boolean(),
  blank: fc.boolean(),
  above: fc.option(fc.constantFrom('# the next one matters', '# TODO: ask Kim')),
  trailing: fc.boolean(),
  quote: fc.constantFrom('', "'", '"'),
  afterStyle: fc.constantFrom('flow', 'block', 'spaced'),
  durationStyle: fc.constantFrom('one', 'flow', 'block'),
  instructions: fc.constantFrom('none', 'literal', 'folded', 'strip', 'keep', 'plain', 'double'),
  order: fc.nat(5),
});

interface StepFacts {
  readonly style: Style;
  readonly title: string;
  readonly role: string | null;
  readonly duration: string;
  readonly after: readonly number[];
  readonly text: readonly string[];
}

const steps: fc.Arbitrary<StepFacts> = fc.record({
  style: styles,
  title: plainWords,
  role: fc.option(roles),
  duration: durations,
  after: fc.array(fc.nat(20), { maxLength: 3 }),
  text: lines,
});

export const runbooks = fc
  .record({
    steps: fc.array(steps, { minLength: 1, maxLength: 7 }),
    crlf: fc.boolean(),
    open: fc.boolean(),
    indent: fc.constantFrom('', '  ', '    '),
  })
  .map(({ steps: facts, crlf, open, indent }) => {
    const head = `# A book\napiVersion: holdpoint/v1\nkind: Runbook\nkey: book\ntitle: 'The book' # its title\npeople:\n  - { role: Release manager, name: A }\nsteps: # all of them\n`;
    const body = facts.map((step, index) => written(step, index, indent)).join('');
    const text = `${head}${body}${facts.length % 2 === 0 ? '# the end\n' : ''}`;
    const ended = open ? text.replace(/\n$/, '') : text;
    return crlf ? ended.replaceAll('\n', '\r\n') : ended;
  });

function written(step: StepFacts, index: number, indent: string): string {
  const { style } = step;
  const after = [...new Set(step.after.map((one) => one % Math.max(1, index)))].map((one) => `s${one}`);
  const pairs = style.flow ? flowPairs(step, index, after) : blockPairs(step, index, { after, indent });
  const above = style.above === null ? '' : `${indent}${style.above}\n`;
  const blank = style.blank ? '\n' : '';
  if (style.flow) return `${above}${indent}- { ${pairs.join(', ')} }${style.trailing ? ' # flow' : ''}\n${blank}`;
  return `${above}${indent}- ${pairs.join(`\n${indent}  `)}\n${blank}`;
}

function quoted(text: string, { quote }: Style): string {
  return `${quote}${text}${quote}`;
}

function flowPairs(step: StepFacts, index: number, after: readonly string[]): string[] {
  const { style } = step;
  return [
    `id: s${index}`,
    `kind: manual`,
    `title: ${quoted(step.title, style)}`,
    ...(step.role === null ? [] : [`responsible: ${step.role}`]),
    ...(after.length === 0 || index === 0 ? [] : [`after: [${after.join(', ')}]`]),
    `duration: ${style.durationStyle === 'one' ? step.duration : '{ min: 1m, likely: 2m, max: 3m }'}`,
    `tags: [a, b]`,
  ];
}

function blockPairs(step: StepFacts, index: number, place: { after: readonly string[]; indent: string }): string[] {
  const { after, indent } = place;
  const { style } = step;
  const tail = style.trailing ? '  # so it is' : '';
  const list =
    style.afterStyle === 'block'
      ? `after:\nPAD- ${after.join(' # why\nPAD- ')}`
      : style.afterStyle === 'spaced'
        ? `after: [ ${after.join(', ')} ]${tail}`
        : `after: [${after.join(', ')}]`;
  const own = [
    `kind: manual`,
    `title: ${quoted(step.title, style)}${tail}`,
    ...(step.role === null ? [] : [`responsible: ${step.role}${tail}`]),
    ...(after.length === 0 || index === 0 ? [] : [list]),
    ...instructions(step),
    durationPair(step),
    `evidence:\nPAD- { id: e, text: Write it down }`,
  ];
  const at = style.order % own.length;
  const ordered = [`id: s${index}`, ...own.slice(at), ...own.slice(0, at)];
  return ordered.map((pair) => pair.replaceAll('PAD', `${indent}    `));
}

function durationPair({ style, duration }: StepFacts): string {
  if (style.durationStyle === 'one') return `duration: ${duration}`;
  if (style.durationStyle === 'flow') return 'duration: { min: 1m, likely: 2m, max: 3m }';
  return 'duration:\nPADmin: 1m\nPADlikely: 2m # most nights\nPADmax: 3m';
}

function instructions({ style, text }: StepFacts): string[] {
  const block = text.every((line) => line.trim() === '')
    ? ['Something']
    : text.map((line, at) => (at === 0 ? line.trim() || 'First' : line));
  const inner = block.map((line) => (line === '' ? '' : `PAD${line}`)).join('\n');
  switch (style.instructions) {
    case 'none':
      return [];
    case 'literal':
      return [`instructions: |\n${inner}`];
    case 'folded':
      return [`instructions: > # folded\n${inner}`];
    case 'strip':
      return [`instructions: |-\n${inner}`];
    case 'keep':
      return [`instructions: |+\n${inner}`];
    case 'plain':
      return ['instructions: Just do it'];
    case 'double':
      return ['instructions: "Line one\\nline two"'];
  }
}

const typed = fc.oneof(
  words,
  lines.map((all) => all.join('\n')),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);
const row = fc.nat(8);

/** Edits of every kind; rows may lie beyond the end. */
export const edits: fc.Arbitrary<readonly DocumentEdit[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('set' as const),
        row,
        field: fc.constantFrom('title', 'responsible', 'stream', 'instructions', 'startAt'),
        text: typed,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('set' as const),
        row,
        field: fc.constant('after' as const),
        text: fc.constantFrom('', 's0', 's1, s0 SS+5m', '1', '2; 1', 's3'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('set' as const),
        row,
        field: fc.constant('duration' as const),
        text: fc.constantFrom('', '7m', '1 h 30 m', '1m/2m/9m', '10 min'),
      }),
    },
    fc.record({
      kind: fc.constant('set' as const),
      row,
      field: fc.constant('id' as const),
      text: fc.constantFrom('renamed', 's1', 'other-one'),
    }),
    fc.record({
      kind: fc.constant('insert' as const),
      at: row,
      rows: fc.array(fc.record({ title: words, instructions: typed, after: fc.constantFrom('', '1', 's0') }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
    fc.record({ kind: fc.constant('duplicate' as const), row }),
    fc.record({ kind: fc.constant('move' as const), row, count: fc.nat(3), to: row }),
    fc.record({ kind: fc.constant('delete' as const), row, count: fc.nat(3) }),
    fc.record({
      kind: fc.constant('set-head' as const),
      field: fc.constantFrom('title', 'change', 'timezone', 'windowStart', 'windowEnd'),
      text: typed,
    }),
    fc.record({ kind: fc.constant('add-person' as const), role: words, name: words }),
  ),
  { minLength: 1, maxLength: 4 },
);
