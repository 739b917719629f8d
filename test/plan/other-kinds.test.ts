import { describe, expect, it } from 'vitest';
import { findingsOf } from './support/runbook-text.ts';

const head = (kind: string) => `apiVersion: holdpoint/v1\nkind: ${kind}\nkey: a.b\ntitle: A\n`;

describe('the other kinds of documents', () => {
  it.each([
    [
      'Environment',
      'rank: 2\ninventory: [{ name: a, kind: ssh, host: h }]\ngroups: { web: tier=web }\nlocks: [billing]\n',
    ],
    [
      'Checklist',
      'items: [{ id: a, text: A, due: T-5d, evidence: [{ id: e, text: E, type: link }], fourEyes: true }]\n',
    ],
    [
      'Roster',
      "people: [{ id: ann, name: Ann, roles: [Lead], phones: ['+1'], timezone: Europe/Berlin, shifts: [{ from: '2026-11-28T20:00', to: '2026-11-29T04:00' }], sfiaLevel: 5 }]\n",
    ],
    [
      'Calendar',
      'entries: [{ id: freeze, type: freeze, start: 2026-12-20, end: 2027-01-06, rrule: FREQ=YEARLY, scope: { environments: [production] }, reason: Holidays }]\n',
    ],
    [
      'Release',
      "programme: Shop\ncomponents: [{ name: orders, version: 4.10 }]\ntype: minor\nrisk: low\nwindows: { production: { start: '2026-11-28T22:00', end: '2026-11-29T02:00' } }\nrunbook: orders-4.2\n",
    ],
    [
      'ControlPolicy',
      'applies: { type: [major], risk: [high] }\ncontrols: [{ id: r, text: Rehearsed, kind: rehearsal, mandatory: true, maxAge: 14d, waivableBy: [CAB] }]\n',
    ],
    [
      'MessagePlan',
      'audiences: [{ key: all, channels: [mail] }]\nmessages: [{ key: m, audience: all, trigger: { step: a, state: succeeded }, text: Done }, { key: n, audience: all, trigger: { at: T-30m }, text: Soon }]\n',
    ],
  ])('%s is read', (kind, text) => {
    expect(findingsOf(head(kind) + text)).toEqual([]);
  });

  it('are judged as strictly', () => {
    const text = `${head('Calendar')}entries: [{ id: freeze, typ: freeze, start: soon }]\n`;
    expect(findingsOf(text).map((finding) => [finding.rule, finding.line, finding.cure])).toEqual([
      ['missing-key', 5, 'Add type:.'],
      ['unknown-key', 5, 'Write type.'],
      ['bad-time', 5, "Write '2026-11-20' or '2026-11-20T18:00'."],
    ]);
  });

  it('have no two entries of one name and no time that does not exist', () => {
    const text = `${head('Calendar')}timezone: Europe/Berlin\nentries:\n  - { id: a, type: freeze, start: '2026-03-29T02:30' }\n  - { id: a, type: freeze, start: 2026-02-30 }\n`;
    expect(findingsOf(text).map((finding) => [finding.rule, finding.line])).toEqual([
      ['dst-gap', 7],
      ['duplicate-name', 8],
      ['bad-time', 8],
    ]);
  });
});
