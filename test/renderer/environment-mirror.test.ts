import { describe, expect, it } from 'vitest';
import type { CheckCell, EnvironmentView } from '../../contract/environments.ts';
import { cellKey, mirrored } from '../../renderer/state/environment-mirror.ts';
import { environmentRoute, formatRoute, parseRoute } from '../../renderer/state/route.ts';

const cell = (target: number, state: CheckCell['state']): CheckCell => ({
  ...{ column: 0, target, state, at: 1, text: state, cure: null, trend: '' },
});

const view: EnvironmentView = {
  summary: {
    ...{ key: 'production', title: 'Production', rank: 30, revision: 1, timezone: 'UTC', staleAfterMs: 1, errors: 0 },
    ...{ targets: 2, rag: 'green', because: 'fine', red: 0, amber: 0, green: 2, checked: null, running: null },
    ...{ nextWindow: null, items: 0, itemsValidated: 0 },
  },
  document: {
    ...{ kind: 'Environment', key: 'production', title: 'Production', revision: 1, sha256: 'a', savedAt: 1 },
    ...{ savedBy: 'Anna', reason: null, errors: 0, warnings: 0, notExecutable: 0, steps: 0, timezone: null },
    ...{ window: null, environment: null, targets: [] },
  },
  ...{ text: '', findings: [], targets: [], items: [], cells: [cell(0, 'good'), cell(1, 'good')] },
  columns: [{ id: 'disk', kind: 'target', title: 'disk', expected: null }],
};

describe('an environment on the desk', () => {
  it('takes what changed and keeps the rest; a patch before its snapshot is no environment', () => {
    const { summary } = view;
    const patch = { kind: 'patch', summary, targets: [], items: [], cells: [cell(1, 'bad')] } as const;
    expect(mirrored(null, { ...patch, targets: [], items: [], cells: [] })).toBeNull();
    const whole = mirrored(null, { kind: 'snapshot', view });
    const after = mirrored(whole, { ...patch, targets: [], items: [], cells: [cell(1, 'bad')] });
    expect(after?.cells.get(cellKey(0, 1))?.state).toBe('bad');
    expect(after?.cells.get(cellKey(0, 0))?.state).toBe('good');
  });

  it('has an address for what is looked at', () => {
    const route = { ...environmentRoute('production', 'reachability'), check: 'reach:db-01:5432', target: 'web-01' };
    expect(parseRoute(formatRoute(route))).toEqual(route);
    expect(formatRoute(environmentRoute('production'))).toBe('#/environments/production');
    expect(parseRoute('#/environments')).toEqual({ screen: 'environments' });
  });
});
