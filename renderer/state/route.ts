/** Where the person is. Lives in the address after `#/`, so that a reload and the back button lose nothing. */
export type Route =
  | { readonly screen: 'home' }
  | { readonly screen: 'runs' }
  | { readonly screen: 'runbook'; readonly key: string }
  | {
      readonly screen: 'run';
      readonly runId: string;
      readonly stepId: string | null;
      readonly target: string | null;
      readonly filter: string;
    }
  | { readonly screen: 'report'; readonly runId: string };

export type RunRoute = Extract<Route, { screen: 'run' }>;

export function runRoute(runId: string): RunRoute {
  return { screen: 'run', runId, stepId: null, target: null, filter: '' };
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const parts = path.split('/').map(decodePart);
  const [room, id, door] = parts;
  if (room === 'runs' && id === undefined) return { screen: 'runs' };
  if (room === 'runs' && id !== undefined && door === 'report') return { screen: 'report', runId: id };
  if (room === 'runs' && id !== undefined) return parseRunRoute(id, query);
  if (room === 'runbooks' && id !== undefined) return { screen: 'runbook', key: id };
  return { screen: 'home' };
}

function parseRunRoute(runId: string, query: string): RunRoute {
  const asked = new URLSearchParams(query);
  return {
    screen: 'run',
    runId,
    stepId: asked.get('step'),
    target: asked.get('target'),
    filter: asked.get('filter') ?? '',
  };
}

/** A hand-edited address may hold a broken escape; it is then taken as it stands. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function formatRoute(route: Route): string {
  switch (route.screen) {
    case 'home':
      return '#/';
    case 'runs':
      return '#/runs';
    case 'runbook':
      return `#/runbooks/${encodeURIComponent(route.key)}`;
    case 'report':
      return `#/runs/${encodeURIComponent(route.runId)}/report`;
    case 'run':
      return `#/runs/${encodeURIComponent(route.runId)}${runQuery(route)}`;
  }
}

function runQuery(route: RunRoute): string {
  const query = new URLSearchParams();
  if (route.stepId !== null) query.set('step', route.stepId);
  if (route.target !== null) query.set('target', route.target);
  if (route.filter !== '') query.set('filter', route.filter);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
