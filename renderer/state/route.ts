import { type OutputStream, outputStreams } from '../../contract/events.ts';

/** Where the person is. Lives in the address after `#/`, so that a reload and the back button lose nothing. */
export type Route =
  | { readonly screen: 'home' }
  | { readonly screen: 'runs' }
  | { readonly screen: 'runbook'; readonly key: string; readonly tab: RunbookTab }
  | { readonly screen: 'import' }
  | { readonly screen: 'checklists' }
  | { readonly screen: 'secrets' }
  | { readonly screen: 'checklist'; readonly key: string; readonly passId: string | null }
  | { readonly screen: 'environments' }
  | EnvironmentRoute
  | {
      readonly screen: 'run';
      readonly runId: string;
      readonly stepId: string | null;
      readonly target: string | null;
      readonly filter: string;
      readonly view: RunView;
      /** A place in the output of the step's target: whoever comes from a search arrives there. */
      readonly at?: OutputAt;
    }
  | { readonly screen: 'search'; readonly query: SearchQuery }
  | { readonly screen: 'report'; readonly runId: string };

export interface EnvironmentRoute {
  readonly screen: 'environment';
  readonly key: string;
  readonly tab: EnvironmentTab;
  /** What the pane shows: a check, on a target or of the environment itself. */
  readonly check: string | null;
  readonly target: string | null;
}

export const environmentTabs = ['targets', 'installed', 'reachability', 'infrastructure', 'history', 'text'] as const;
export type EnvironmentTab = (typeof environmentTabs)[number];

/** plan = read it and start it; edit = table and text; preview = what would run where. */
export const runbookTabs = ['plan', 'edit', 'preview'] as const;
export type RunbookTab = (typeof runbookTabs)[number];
/** What the middle of the run screen shows. */
export const runViews = ['gantt', 'map', 'table', 'now', 'issues', 'people', 'probes', 'terminals'] as const;
export type RunView = (typeof runViews)[number];

export interface OutputAt {
  readonly attempt: number;
  readonly stream: OutputStream;
  readonly offset: number;
}

/** What is looked for in all output; empty members do not restrict. */
export interface SearchQuery {
  readonly text: string;
  readonly isExact: boolean;
  readonly runId: string;
  readonly stepId: string;
  readonly target: string;
}

export const emptySearch: SearchQuery = { text: '', isExact: false, runId: '', stepId: '', target: '' };

export type RunRoute = Extract<Route, { screen: 'run' }>;

export function runRoute(runId: string): RunRoute {
  return { screen: 'run', runId, stepId: null, target: null, filter: '', view: 'gantt' };
}

export function environmentRoute(key: string, tab: EnvironmentTab = 'targets'): EnvironmentRoute {
  return { screen: 'environment', key, tab, check: null, target: null };
}

export function runbookRoute(key: string, tab: RunbookTab = 'plan'): Extract<Route, { screen: 'runbook' }> {
  return { screen: 'runbook', key, tab };
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const parts = path.split('/').map(decodePart);
  const [room, id, door] = parts;
  if (room === 'runs' && id === undefined) return { screen: 'runs' };
  if (room === 'runs' && id !== undefined && door === 'report') return { screen: 'report', runId: id };
  if (room === 'runs' && id !== undefined) return parseRunRoute(id, query);
  if (room === 'runbooks' && id !== undefined) return runbookRoute(id, oneOf(runbookTabs, door) ?? 'plan');
  if (room === 'search') return { screen: 'search', query: parseSearch(query) };
  if (room === 'secrets') return { screen: 'secrets' };
  if (room === 'import') return { screen: 'import' };
  if (room === 'checklists' && id === undefined) return { screen: 'checklists' };
  if (room === 'checklists' && id !== undefined) return { screen: 'checklist', key: id, passId: door ?? null };
  if (room === 'environments' && id === undefined) return { screen: 'environments' };
  if (room === 'environments' && id !== undefined) return parseEnvironmentRoute(id, door, query);
  return { screen: 'home' };
}

function parseEnvironmentRoute(key: string, door: string | undefined, query: string): EnvironmentRoute {
  const asked = new URLSearchParams(query);
  const tab = oneOf(environmentTabs, door) ?? 'targets';
  return { screen: 'environment', key, tab, check: asked.get('check'), target: asked.get('target') };
}

function parseRunRoute(runId: string, query: string): RunRoute {
  const asked = new URLSearchParams(query);
  return {
    screen: 'run',
    runId,
    stepId: asked.get('step'),
    target: asked.get('target'),
    filter: asked.get('filter') ?? '',
    view: oneOf(runViews, asked.get('view')) ?? 'gantt',
    ...parsePlace(asked.get('at')),
  };
}

function parsePlace(text: string | null): { readonly at?: OutputAt } {
  const [, attempt, name, offset] = /^(\d{1,6})\.([a-z]+)\.(\d{1,15})$/.exec(text ?? '') ?? [];
  const stream = oneOf(outputStreams, name);
  return stream === undefined ? {} : { at: { attempt: Number(attempt), stream, offset: Number(offset) } };
}

function parseSearch(query: string): SearchQuery {
  const asked = new URLSearchParams(query);
  return {
    text: asked.get('text') ?? '',
    isExact: asked.get('exact') === 'yes',
    runId: asked.get('run') ?? '',
    stepId: asked.get('step') ?? '',
    target: asked.get('target') ?? '',
  };
}

function searchQuery({ text, isExact, runId, stepId, target }: SearchQuery): string {
  const query = new URLSearchParams();
  if (text !== '') query.set('text', text);
  if (isExact) query.set('exact', 'yes');
  for (const [name, value] of Object.entries({ run: runId, step: stepId, target }))
    if (value !== '') query.set(name, value);
  const asked = query.toString();
  return asked === '' ? '' : `?${asked}`;
}

function oneOf<const T extends string>(values: readonly T[], text: string | null | undefined): T | undefined {
  return values.find((value) => value === text);
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
      return `#/runbooks/${encodeURIComponent(route.key)}${route.tab === 'plan' ? '' : `/${route.tab}`}`;
    case 'import':
      return '#/import';
    case 'search':
      return `#/search${searchQuery(route.query)}`;
    case 'secrets':
      return '#/secrets';
    case 'checklists':
      return '#/checklists';
    case 'checklist': {
      const pass = route.passId === null ? '' : `/${encodeURIComponent(route.passId)}`;
      return `#/checklists/${encodeURIComponent(route.key)}${pass}`;
    }
    case 'environments':
      return '#/environments';
    case 'environment':
      return environmentAddress(route);
    case 'report':
      return `#/runs/${encodeURIComponent(route.runId)}/report`;
    case 'run':
      return `#/runs/${encodeURIComponent(route.runId)}${runQuery(route)}`;
  }
}

function environmentAddress({ key, tab, check, target }: EnvironmentRoute): string {
  const query = new URLSearchParams();
  if (check !== null) query.set('check', check);
  if (target !== null) query.set('target', target);
  const text = query.toString();
  const door = tab === 'targets' ? '' : `/${tab}`;
  return `#/environments/${encodeURIComponent(key)}${door}${text === '' ? '' : `?${text}`}`;
}

function runQuery(route: RunRoute): string {
  const query = new URLSearchParams();
  if (route.stepId !== null) query.set('step', route.stepId);
  if (route.target !== null) query.set('target', route.target);
  if (route.filter !== '') query.set('filter', route.filter);
  if (route.view !== 'gantt') query.set('view', route.view);
  if (route.at !== undefined) query.set('at', `${route.at.attempt}.${route.at.stream}.${route.at.offset}`);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
