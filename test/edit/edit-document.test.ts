import { expect, test } from 'vitest';
import type { DocumentEdit } from '../../contract/editing.ts';
import { applySplices } from '../../contract/splices.ts';
import { editDocument, readTable } from '../../main/domain/edit/index.ts';

const book = `# The night
apiVersion: holdpoint/v1
kind: Runbook
key: book
title: Book # short
people:
  - { role: Release manager, name: A }
clocks:
  - { name: Outage, from: drain, to: open }
steps:

  # --- before ---
  - id: freeze
    kind: manual
    title: 'Freeze'   # ask Kim
    duration: { min: 1m, likely: 2m, max: 3m }

  - { id: drain, kind: ssh, title: Drain, after: [freeze], targets: tier=web, run: pool drain }
  - id: check
    kind: manual
    title: Check
    after:
      - drain # the pool
      - freeze
    instructions: |
      One
      Two
  - id: open
    kind: ssh
    title: Open
    after: [check SS+5m]
    targets: tier=web
    run: echo "$HP_OUTPUT_DRAIN_NAME"
    backout: { kind: manual, instructions: 'close with \${{ steps.drain.outputs.name }}' }
`;

function edited(text: string, ...edits: DocumentEdit[]): string {
  const answer = editDocument(text, edits);
  if (!answer.ok) throw new Error(answer.problem.message);
  return applySplices(text, answer.value.splices);
}

function refusal(text: string, ...edits: DocumentEdit[]): string {
  const answer = editDocument(text, edits);
  return answer.ok ? '' : answer.problem.message;
}

/** Lines that are not in the other text. */
function fresh(before: string, after: string): string[] {
  const old = before.split('\n');
  return after.split('\n').filter((line) => !old.includes(line));
}

test('a title keeps its quotes and its comment', () => {
  const after = edited(book, { kind: 'set', row: 0, field: 'title', text: "Kim's freeze" });
  expect(fresh(book, after)).toEqual(["    title: 'Kim''s freeze'   # ask Kim"]);
});

test('a step written between braces is edited between its braces', () => {
  const after = edited(book, { kind: 'set', row: 1, field: 'responsible', text: 'Ops, nights' });
  expect(fresh(book, after)).toEqual([
    "  - { id: drain, kind: ssh, title: Drain, responsible: 'Ops, nights', after: [freeze], targets: tier=web, run: pool drain }",
  ]);
});

test('a duration is taken as sheets write it, a plain number as minutes', () => {
  const typed = ['1,5 Std.', '4:00', '90 min', '120'];
  const written = typed.map((text) => fresh(book, edited(book, { kind: 'set', row: 2, field: 'duration', text })));
  expect(written).toEqual([
    ['    duration: 1h30m'],
    ['    duration: 4h'],
    ['    duration: 1h30m'],
    ['    duration: 2h'],
  ]);
});

test('entries of a list that stay keep their lines and comments', () => {
  const after = edited(book, { kind: 'set', row: 2, field: 'after', text: 'drain, 1 SS+10m' });
  expect(fresh(book, after)).toEqual(['      - freeze SS+10m']);
  expect(after).toContain('      - drain # the pool');
});

test('instructions of several lines change by lines, and become a plain text when they are one', () => {
  const two = edited(book, { kind: 'set', row: 2, field: 'instructions', text: 'One\nThree\n  four' });
  expect(fresh(book, two)).toEqual(['      Three', '        four']);
  const one = edited(book, { kind: 'set', row: 2, field: 'instructions', text: 'Just one' });
  expect(fresh(book, one)).toEqual(['    instructions: Just one']);
});

test('who waited for a deleted step waits for what it waited for, and the note says so', () => {
  const answer = editDocument(book, [{ kind: 'delete', row: 2, count: 1 }]);
  if (!answer.ok) throw new Error(answer.problem.message);
  expect(answer.value.notes).toEqual(['open now waits for drain, freeze.']);
  expect(applySplices(book, answer.value.splices)).toContain('    after: [drain, freeze]');
});

test('a step whose outputs or clocks are in use is not deleted, and the sentence lists them', () => {
  expect(refusal(book, { kind: 'delete', row: 1, count: 1 })).toBe(
    'Not deleted: open uses an output of drain. A clock starts or stops at drain.',
  );
});

test('a new id reaches every place that names the step', () => {
  const after = edited(book, { kind: 'set', row: 1, field: 'id', text: 'pool-out' });
  expect(after).not.toMatch(/\bdrain\b(?! (?:#|\}))/);
  expect(after).toContain('from: pool-out');
  expect(after).toContain('- pool-out # the pool');
  expect(after).toContain('$HP_OUTPUT_POOL_OUT_NAME');
  expect(after).toContain('steps.pool-out.outputs.name');
});

test('an id of another step, a missing title, targets of a manual step, a kind that would lose keys: refused in words', () => {
  expect(refusal(book, { kind: 'set', row: 0, field: 'id', text: 'open' })).toContain('has the id open already');
  expect(refusal(book, { kind: 'set', row: 0, field: 'title', text: ' ' })).toContain('needs its title');
  expect(refusal(book, { kind: 'set', row: 0, field: 'targets', text: 'tier=web' })).toContain('touches no targets');
  expect(refusal(book, { kind: 'set', row: 1, field: 'kind', text: 'manual' })).toContain('has no targets, run');
});

test('one refused edit refuses them all: nothing is half made', () => {
  const edits: DocumentEdit[] = [
    { kind: 'set', row: 0, field: 'title', text: 'New' },
    { kind: 'set', row: 0, field: 'id', text: 'Not An Id' },
  ];
  expect(editDocument(book, edits).ok).toBe(false);
});

test('a comment right above a step moves with it; one that stands apart stays', () => {
  const text = book.replace('  - id: check\n', '  # the check\n  - id: check\n');
  const after = edited(text, { kind: 'move', row: 2, count: 1, to: 0 });
  expect(after).toContain('  # the check\n  - id: check');
  expect(after.indexOf('# the check')).toBeLessThan(after.indexOf('id: freeze'));
  expect(after.split('\n').toSorted()).toEqual(text.split('\n').toSorted());
});

test('an anchored value is locked, and a step that carries an anchor is not copied', () => {
  const text = book.replace('title: Check\n', 'title: &name Check\n').replace('title: Open\n', 'title: *name\n');
  expect(refusal(text, { kind: 'set', row: 2, field: 'title', text: 'X' })).toContain('Change it in the text');
  expect(refusal(text, { kind: 'duplicate', row: 2 })).toContain('anchor');
  expect(refusal(text, { kind: 'delete', row: 2, count: 1 })).not.toBe('');
});

test('lines that end with CR LF stay so, the new ones too', () => {
  const text = book.replaceAll('\n', '\r\n');
  const after = edited(text, { kind: 'insert', at: 2, rows: [{ title: 'New one', instructions: 'a\nb', after: '2' }] });
  expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  expect(after).toContain('- { id: new-one, kind: manual, title: New one, after: [drain], instructions: "a\\nb" }');
});

test('an empty list takes its first step, a document without people its first role', () => {
  const empty = 'apiVersion: holdpoint/v1\nkind: Runbook\nkey: a\ntitle: A\nsteps: [] # none yet\n';
  const after = edited(
    empty,
    { kind: 'insert', at: 0, rows: [{ title: 'Prüfen' }] },
    { kind: 'add-person', role: 'Ops', name: '' },
  );
  expect(after).toBe(
    'apiVersion: holdpoint/v1\nkind: Runbook\nkey: a\ntitle: A\npeople:\n  - { role: Ops, name: To be named }\nsteps: # none yet\n  - id: prufen\n    kind: manual\n    title: Prüfen\n',
  );
});

test('items of a checklist are rows of the same table', () => {
  const list =
    'apiVersion: holdpoint/v1\nkind: Checklist\nkey: ready\ntitle: Ready\nitems:\n  - { id: freeze, text: Frozen } # first\n';
  const after = edited(
    list,
    { kind: 'set', row: 0, field: 'due', text: 'T-1h' },
    { kind: 'insert', at: 1, rows: [{ text: 'Told' }] },
  );
  expect(after).toBe(`${list.replace('Frozen }', 'Frozen, due: T-1h }')}  - { id: told, text: Told }\n`);
});

test('a text that is no YAML, no runbook or no map says where', () => {
  expect(readTable('steps: [')).toMatchObject({ kind: 'unreadable' });
  expect(readTable('')).toMatchObject({ kind: 'unreadable', line: 1 });
  expect(readTable('kind: Calendar\n')).toMatchObject({
    message: 'Only runbooks and checklists are shown as a table.',
  });
  expect(readTable('- a\n- b\n')).toMatchObject({ kind: 'unreadable' });
  expect(readTable(`kind: Runbook\nsteps:\n  - id: a\n   bad: [\n`)).toMatchObject({ kind: 'unreadable', line: 4 });
});
