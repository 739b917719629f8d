import { describe, expect, it } from 'vitest';
import { planSchema } from '../../contract/plan.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { compilePlan, judgeDocument, type StoredChecklists } from '../../main/domain/plan/index.ts';

const runbook = (step: string) => `apiVersion: holdpoint/v1
kind: Runbook
key: orders
title: Orders
timezone: Europe/Berlin
people:
  - { role: Lead, name: Anna }
steps:
  - { id: ready, kind: checklist, title: Ready, responsible: Lead, duration: 5m, ${step} }
`;
const stored = runbook('checklist: readiness');
const checklist = (items: string) => `apiVersion: holdpoint/v1
kind: Checklist
key: readiness
title: Readiness
items: ${items}
`;
const plain = checklist('[{ id: tag, text: The tag, responsible: Lead, fourEyes: true, due: T-5d }]');

function beside(text: string | null, keys: readonly string[] | null = null): StoredChecklists {
  const found = text === null ? [] : [{ key: 'readiness', revision: 3, sha256: sha256(text), text }];
  return { found, keys };
}

const rulesOf = (text: string, known: StoredChecklists) =>
  judgeDocument(text, resolveWallTime, known).findings.map(({ rule, severity }) => `${severity} ${rule}`);

function planOf(text: string, known: StoredChecklists) {
  const tools = { resolveWallTime, digest: sha256, stored: known };
  const compiled = compilePlan(text, { values: {}, secretNames: [] }, tools);
  if (compiled.kind !== 'plan') throw new Error(JSON.stringify(compiled.findings));
  return compiled;
}

describe('a step that takes the items of a stored checklist', () => {
  it('has them in its plan, with the revision they came from', () => {
    const { plan, findings } = planOf(stored, beside(plain, ['readiness']));
    expect(findings).toEqual([]);
    expect(plan.steps[0]?.action).toEqual({
      kind: 'checklist',
      from: { key: 'readiness', revision: 3, sha256: sha256(plain) },
      items: [
        {
          ...{ id: 'tag', text: 'The tag', responsible: 'Lead', fourEyes: true },
          due: { text: 'T-5d', offsetMs: -432_000_000, at: null },
        },
      ],
    });
  });

  it('is an error where every checklist is known and this one is not, else it is rehearsed by hand', () => {
    expect(rulesOf(stored, beside(null, ['readines']))).toEqual(['error stored-checklist-missing']);
    expect(rulesOf(stored, beside(null))).toEqual(['not-executable-yet not-executable-yet']);
    expect(planOf(stored, beside(null)).plan.steps[0]?.action).toEqual({ kind: 'manual' });
  });

  it('is an error when the document is no checklist, or a broken one', () => {
    for (const text of [runbook('checklist: other'), checklist('[{ id: A, text: x }]'), ''])
      expect(rulesOf(stored, beside(text, ['readiness']))).toEqual(['error stored-checklist-broken']);
  });

  it('says which due time does not exist, and which role nobody has', () => {
    const late = checklist("[{ id: a, text: A, due: '2026-03-29T02:30' }]");
    expect(rulesOf(stored, beside(late))).toEqual(['error bad-time']);
    const foreign = checklist('[{ id: a, text: A, responsible: Nobody }]');
    expect(rulesOf(stored, beside(foreign))).toEqual(['warning unknown-role']);
  });
});

describe('items of a step itself', () => {
  it('keep the hash they had before due, evidence and fourEyes were executed', () => {
    const { plan } = planOf(runbook('items: [{ id: a, text: A }]'), beside(null));
    expect(plan.steps[0]?.action).toEqual({ kind: 'checklist', items: [{ id: 'a', text: 'A', responsible: null }] });
  });

  it('with evidence ask for it by their own names', () => {
    const step =
      'items: [{ id: a, text: A, evidence: [{ id: log, text: Log, type: file }] }], evidence: [{ id: log, text: Mine }]';
    const { plan } = planOf(runbook(step), beside(null));
    expect(plan.steps[0]?.evidence.map(({ id, text, type }) => [id, text, type])).toEqual([
      ['log', 'Mine', 'text'],
      ['a/log', 'A: Log', 'file'],
    ]);
  });

  it('due at a time that happens twice are refused with both readings', () => {
    const { findings } = judgeDocument(
      runbook("items: [{ id: a, text: A, due: '2026-10-25T02:30' }]"),
      resolveWallTime,
    );
    expect(findings).toMatchObject([{ rule: 'bad-time', path: expect.stringContaining('due') }]);
  });
});

it('plans frozen by earlier builds are understood', () => {
  const { plan } = planOf(runbook('items: [{ id: a, text: A }]'), beside(null));
  expect(planSchema.safeParse(JSON.parse(JSON.stringify(plan))).success).toBe(true);
});
