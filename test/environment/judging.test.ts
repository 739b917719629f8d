import { describe, expect, it } from 'vitest';
import type { ItemDocument } from '../../main/domain/environment/environment-model.ts';
import { itemNow, nothingSaid } from '../../main/domain/environment/item-state.ts';
import { judgeAnswer } from '../../main/domain/environment/judge-answer.ts';
import { certificateFound } from '../../main/domain/environment/judge-facts.ts';
import type { QuestionAbout } from '../../main/domain/environment/question.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 21);

function judged(about: QuestionAbout, text: string, exitCode = 0) {
  const question = { column: 'c', script: '', timeoutMs: 8_000, isQuick: false, about };
  const { state, text: said } = judgeAnswer(question, { exitCode, text, isLate: false });
  return `${state}: ${said}`;
}

describe('what a target answers', () => {
  const reach = { kind: 'reach', label: 'db-01:5432', isHttps: false } as const;

  it.each([
    ['nc 0 Connection succeeded', 'good: Reaches db-01:5432 (nc).'],
    ['nc 1 nc: connect to 10.0.0.1 port 5432 (tcp) failed: Connection refused', 'refused (nc)'],
    ['nc 1 nc: connect to 10.0.0.1 port 5432 (tcp) timed out: Operation now in progress', 'may be filtered (nc)'],
    ['bash 124 ', 'may be filtered (bash)'],
    ['python3 1 socket.gaierror: [Errno -2] Name or service not known', 'its name is not known there (python3)'],
    ['none', 'unknown: Whether it is reached cannot be told'],
    ['', 'unknown: Whether it is reached cannot be told'],
  ])('%s is told in words, with the tool', (line, words) => {
    expect(judged(reach, line)).toContain(words);
  });

  it('a version is looked for in whatever a program prints', () => {
    const java = { kind: 'command', command: 'java -version', version: '17.*' } as const;
    expect(judged(java, 'openjdk version "17.0.9" 2023-10-17')).toBe('good: 17.0.9');
    expect(judged(java, 'openjdk version "11.0.2"')).toBe('bad: 11.0.2');
    expect(judged(java, 'sh: java: not found', 127)).toBe('bad: not installed');
  });

  it('a package is held against its version with and without an epoch', () => {
    const ssh = { kind: 'package', name: 'openssh-server', version: '9.*' } as const;
    expect(judged(ssh, 'dpkg 1:9.2p1-2')).toBe('good: 1:9.2p1-2');
    expect(judged(ssh, 'rpm 8.7p1-34')).toBe('bad: 8.7p1-34');
    expect(judged(ssh, 'dpkg -')).toBe('bad: not installed');
    expect(judged(ssh, 'none')).toMatch(/^unknown: .*cannot be told/);
  });

  it('sudo that wants a password is not known to be allowed', () => {
    const sudo = { kind: 'sudo', runAs: 'postgres' } as const;
    expect(judged(sudo, '')).toMatch(/^good/);
    expect(judged(sudo, 'sudo: a password is required', 1)).toMatch(/^unknown/);
    expect(judged(sudo, 'sh: sudo: not found', 127)).toMatch(/^bad/);
    expect(judged(sudo, 'Sorry, user deploy is not allowed to execute', 1)).toMatch(/^bad/);
  });

  it('a certificate is judged by the days it has left', () => {
    const until = (days: number, distrust: string | null = null) => {
      const answer = { kind: 'certificate', endsAt: NOW + days * DAY, subject: 'shop', distrust } as const;
      return certificateFound('shop:443', answer, NOW);
    };
    expect(until(-1)).toMatchObject({ state: 'bad', value: -1 });
    expect(until(9)).toMatchObject({ state: 'warning', value: 9, text: expect.stringContaining('in 9 days') });
    expect(until(90)).toMatchObject({ state: 'good', value: 90 });
    expect(until(90, 'it is self-signed')).toMatchObject({ state: 'warning' });
  });
});

describe('an infrastructure item', () => {
  const item: ItemDocument = {
    ...{ id: 'licence', text: 'Licence', type: 'licence', responsible: null, ci: null, column: null },
    ...{ leadTimeMs: 30 * DAY, orderedAt: null, installedAt: null, expiresAt: null, state: 'needed' },
  };
  const window = (days: number) => ({
    start: NOW + days * DAY,
    end: NOW + days * DAY + 3_600_000,
    title: 'Orders 4.2',
  });
  const now = (change: Partial<ItemDocument>, days: number | null) => {
    const around = { now: NOW, window: days === null ? null : window(days), check: null };
    const { rag, because } = itemNow({ ...item, ...change }, nothingSaid, around);
    return `${rag}: ${because}`;
  };

  it('that is ordered too late for the next window is red before anybody orders it', () => {
    expect(now({}, 20)).toBe('red: Not ordered: with 30 d of lead time it comes 10 d too late.');
    expect(now({}, 40)).toBe('amber: Not ordered yet: order it by 2026-12-01 (lead time 30 d).');
    expect(now({}, null)).toBe('amber: Not ordered yet.');
  });

  it('that is ordered is red when it comes after the window begins, or should be there already', () => {
    const ordered = (daysAgo: number) => ({ state: 'ordered' as const, orderedAt: NOW - daysAgo * DAY });
    expect(now(ordered(5), 20)).toMatch(/^red: Ordered, due on 2026-12-16: 5 d after Orders 4.2 begins/);
    expect(now(ordered(5), 60)).toMatch(/^amber: Ordered, due on 2026-12-16/);
    expect(now(ordered(40), 60)).toMatch(/^red: Ordered and overdue/);
  });

  it('that is not validated a day before the window is red, and one that expires before its end', () => {
    expect(now({ state: 'installed' }, 0.5)).toMatch(/^red: Installed, not validated/);
    expect(now({ state: 'installed' }, 5)).toMatch(/^amber/);
    expect(now({ state: 'validated' }, 5)).toBe('green: Validated.');
    expect(now({ state: 'validated', expiresAt: NOW + 4 * DAY }, 5)).toMatch(/^red: Expires on 2026-11-25, before/);
    expect(now({ state: 'validated', expiresAt: NOW - DAY }, null)).toMatch(/^red: Expired/);
  });
});
