import { expect, test } from 'vitest';
import { formatRoute, parseRoute, type Route } from '../../renderer/state/route.ts';

const routes: readonly Route[] = [
  { screen: 'home' },
  { screen: 'runs' },
  { screen: 'search', query: { text: 'a & b', isExact: true, runId: 'run-1', stepId: 'drain', target: 'web-07' } },
  { screen: 'runbook', key: 'orders-4.2-cutover', tab: 'plan' },
  { screen: 'report', runId: 'run-20261128-2058-k3f9' },
  { screen: 'run', runId: 'run-20261128-2058-k3f9', stepId: null, target: null, filter: '', view: 'gantt' },
  {
    screen: 'run',
    runId: 'run-20261128-2058-k3f9',
    stepId: 'drain',
    target: 'web-07',
    filter: 'failed & web #1?',
    view: 'gantt',
    at: { attempt: 2, stream: 'stderr', offset: 1234 },
  },
];

test.each(routes)('a reload finds the way back to $screen', (route) => {
  expect(parseRoute(formatRoute(route))).toEqual(route);
});

test('an address nobody wrote leads home, a broken escape does not throw', () => {
  expect(parseRoute('')).toEqual({ screen: 'home' });
  expect(parseRoute('#/somewhere/else')).toEqual({ screen: 'home' });
  expect(parseRoute('#/runbooks/%E0%A4%A')).toEqual({ screen: 'runbook', key: '%E0%A4%A', tab: 'plan' });
});
