import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../main/domain/plan/parse-document.ts';
import { compiled, errorsOf, findingFor, findingsOf, runbookWith } from './support/runbook-text.ts';

const step = (lines: string) =>
  runbookWith(`- id: a\n  kind: manual\n  responsible: Lead\n  duration: 5m\n  ${lines}\n`);

describe('the classic misreadings of YAML', () => {
  it.each([
    ['title: Deploy #42', 'lost-tail', '"#42" is lost: a space and a # begin a comment.'],
    [
      'title: Deploy: now',
      'yaml-colon',
      'A colon followed by a space stands inside unquoted text, where YAML begins a new key.',
    ],
    ['title: a\n\tnotes: b', 'yaml-tab', 'A tab stands where YAML needs spaces.'],
    ['title: `a`', 'yaml-reserved', 'Unquoted text cannot begin with this character.'],
    ['title: a\n  title: b', 'duplicate-key', 'The key "title" stands here a second time.'],
    ['title: a\n  required: yes', 'bad-boolean', '"yes" is not true or false.'],
    [
      'title: a\n  links: [{ text: Wiki, page 2, url: "https://x.example" }]',
      'yaml-comma',
      '"page 2" stands alone: a comma ends unquoted text inside { }.',
    ],
    [
      'title: a\n  when: { value: ${{ inputs.version }}, in: [x] }',
      'yaml-placeholder',
      'A placeholder stands unquoted inside { } or [ ], where YAML reads its braces.',
    ],
    ['title: !!str a', 'yaml-tag', 'A tag (tag:yaml.org,2002:str) is not allowed: every value is read as text.'],
    ['title: a\n  <<: *x', 'yaml-merge', 'A merge key (<<) is not allowed.'],
    ['title: *nothing', 'yaml-alias', 'The alias *nothing refers to nothing above it.'],
    ['title:', 'empty-value', 'The key has no value.'],
    ['title: a\n  after: b', 'wrong-type', 'Here stands "b", but a list is needed.'],
    ['title: a\n  deadline: { within: 15 }', 'bad-duration', '"15" is not a duration.'],
  ])('%s', (lines, rule, message) => {
    expect(findingFor(step(lines), rule).message).toBe(message);
  });

  it('lets a comment be a comment', () => {
    expect(errorsOf(step('title: Deploy   # 42 of them'))).toEqual([]);
    expect(errorsOf(step("title: 'Deploy #42'"))).toEqual([]);
  });

  it('refuses directives and second documents', () => {
    expect(errorsOf(`%YAML 1.1\n---\n${step('title: a')}`)).toContain('yaml-directive');
    expect(findingFor(`${step('title: a')}---\nb: c\n`, 'yaml-documents').line).toBe(
      step('title: a').split('\n').length,
    );
  });
});

describe('a document', () => {
  it('keeps text as text: versions, digests and modes are no numbers', () => {
    const text = runbookWith(
      `- id: a\n  kind: ssh\n  title: 4.10\n  responsible: Lead\n  duration: 5m\n  targets: name=web-01\n  run: 0755\n  env: { SHA: 123e4567, EMPTY: }\n`,
    );
    expect(compiled(text).plan.steps[0]).toMatchObject({
      title: '4.10',
      action: { run: '0755', env: { SHA: '123e4567', EMPTY: '' } },
    });
  });

  it('types JSON only in expectations and bodies', () => {
    const text = runbookWith(
      `- id: a\n  kind: http\n  title: a\n  responsible: Lead\n  duration: 5m\n  targets: name=api\n  request: { method: POST, path: /x, json: { n: 1, s: '1', b: true, z: null, big: 12345678901234567890, v: 4.10.1, l: [2] } }\n  expect: { json: { '$.a': 1, '$.b': '1' } }\n`,
    );
    expect(compiled(text).plan.steps[0]?.action).toMatchObject({
      request: {
        body: {
          kind: 'json',
          value: { n: 1, s: '1', b: true, z: null, big: '12345678901234567890', v: '4.10.1', l: [2] },
        },
      },
      expect: { json: { '$.a': 1, '$.b': '1' } },
    });
  });

  it('keeps x- keys with their place', () => {
    const parsed = parseDocument(
      runbookWith(`- id: a\n  kind: manual\n  title: a\n  x-cost: [1, 2]\n`, 'x-sheet: plan.xlsx\n'),
    );
    expect(parsed.findings).toEqual([]);
    expect(parsed.extensions.toSorted((a, b) => a.key.localeCompare(b.key))).toEqual([
      { path: 'steps[0]', key: 'x-cost', value: ['1', '2'] },
      { path: '', key: 'x-sheet', value: 'plan.xlsx' },
    ]);
  });

  it('lets anchors and aliases be used in measure', () => {
    const text = runbookWith(
      `- { id: a, kind: manual, title: a, responsible: Lead, duration: 5m, deadline: &d { within: 5m } }\n- { id: b, kind: manual, title: b, responsible: Lead, duration: 5m, deadline: *d }\n`,
    );
    expect(compiled(text).plan.steps[1]?.deadline).toEqual({ withinMs: 300_000, onExpiry: 'hold', escalate: [] });
  });

  it('says what an empty one, a list and an unknown kind lack', () => {
    expect(findingsOf('')).toMatchObject([{ rule: 'empty-document', line: 1 }]);
    expect(findingsOf('- a')).toMatchObject([{ rule: 'unknown-kind', line: 1 }]);
    expect(findingsOf('kind: Runbok')).toMatchObject([{ rule: 'unknown-kind', cure: 'Write kind: Runbook.' }]);
    expect(findingsOf('just words')).toHaveLength(1);
  });

  it('counts positions in a list as its author does, also below a broken entry', () => {
    const text = runbookWith(`- { id: a }\n- { id: b, kind: manual, title: b, responsible: Led, duration: 5m }\n`);
    expect(findingFor(text, 'unknown-role').path).toBe('steps[1].responsible');
  });
});
