import { expect, test } from 'vitest';
import { targetNameSchema } from '../../contract/ids.ts';
import type { StepDetail } from '../../contract/step-detail.ts';
import { matchingTargets, targetGroups, targetLines } from '../../renderer/features/step/target-groups.ts';
import { stateLooks } from '../../renderer/ui/state-words.ts';

type TargetView = StepDetail['targets'][number];

function target(number: number, change: Partial<TargetView> = {}): TargetView {
  return {
    name: targetNameSchema.parse(`web-${String(number).padStart(2, '0')}`),
    address: `deploy@10.0.0.${number}:22`,
    state: 'succeeded',
    attempts: 1,
    reason: null,
    exitCode: 0,
    durationMs: number * 100,
    ...change,
  };
}

const failed = { state: 'failed', exitCode: 42, reason: 'Exit code 42, expected 0.' } as const;

test('the same failure on many targets is one group, another cause with the same exit code is another', () => {
  const targets = [target(1), target(2, failed), target(3, failed), target(4, failed), target(5)];
  const groups = targetGroups(targets, {
    'web-02': 'pool: web-02 (10.0.0.2) does not drain',
    'web-03': 'pool: web-03 (10.0.0.3) does not drain',
    'web-04': 'disk full',
  });
  expect(groups.map((group) => [group.state, group.cause, group.members.length])).toEqual([
    ['failed', 'pool: ‹target› (‹target›) does not drain', 2],
    ['failed', 'disk full', 1],
    ['succeeded', null, 2],
  ]);
});

test('while the last lines are not known the reasons group', () => {
  expect(targetGroups([target(1, failed), target(2, failed)], {})).toHaveLength(1);
});

test('a closed group is one line, an open one shows its members, and a group of one is its member', () => {
  const groups = targetGroups([target(1), target(2), target(3, failed)], {});
  const closed = targetLines(groups, { sort: 'trouble', isOpen: () => false });
  expect(closed.map((line) => line.kind)).toEqual(['target', 'group']);
  const open = targetLines(groups, { sort: 'trouble', isOpen: () => true });
  expect(open.map((line) => line.kind)).toEqual(['target', 'group', 'target', 'target']);
});

test('by name and by time there are no groups, and every target stands once', () => {
  const targets = Array.from({ length: 1000 }, (_, at) => target(at + 1, at % 3 === 0 ? failed : {}));
  const groups = targetGroups(targets, {});
  const names = (sort: 'name' | 'time') =>
    targetLines(groups, { sort, isOpen: () => true }).flatMap((line) =>
      line.kind === 'target' ? [line.target.name] : [],
    );
  expect(names('name').slice(0, 3)).toEqual(['web-01', 'web-02', 'web-03']);
  expect(names('time')[0]).toBe('web-1000');
  expect(new Set(names('name')).size).toBe(1000);
});

test('a filter finds by name, address, state, exit code and reason', () => {
  const targets = [target(1), target(2, failed)];
  const found = (filter: string) =>
    matchingTargets(targets, filter, (state) => stateLooks[state].word).map((one) => one.name);
  expect(found('failed exit 42')).toEqual(['web-02']);
  expect(found('10.0.0.1')).toEqual(['web-01']);
  expect(found('nothing')).toEqual([]);
});
