import type { PlanProbe, TextExpectation } from '../../../contract/plan.ts';

const MOST_CHARS = 120;

/** What is asked and expected, in one line: `GET /health · expects 200`. */
export function probeText(probe: PlanProbe): string {
  const asked = probe.kind === 'http' ? `${probe.request.method} ${probe.request.path}` : firstLine(probe.run);
  return `${short(asked)} · expects ${expectedOf(probe)}`;
}

/** `200, $.status = "ok"`, or `exit 0`. */
export function expectedOf(probe: PlanProbe): string {
  return probe.kind === 'http' ? httpExpected(probe.expect) : shellExpected(probe.expect);
}

function httpExpected(expect: Extract<PlanProbe, { kind: 'http' }>['expect']): string {
  const status = expect.status.length === 0 ? '200 to 299' : expect.status.join(' or ');
  const json = Object.entries(expect.json).map(([path, value]) => `${path} = ${JSON.stringify(value)}`);
  const headers = Object.entries(expect.headers).map(([name, value]) => `${name}: ${value}`);
  return [status, ...headers, ...json, ...textExpected('body', expect.body)].map(short).join(', ');
}

function shellExpected(expect: Extract<PlanProbe, { kind: 'ssh' }>['expect']): string {
  const exit = `exit ${expect.exit.join(' or ')}`;
  return [exit, ...textExpected('stdout', expect.stdout), ...textExpected('stderr', expect.stderr)]
    .map(short)
    .join(', ');
}

function textExpected(name: string, expectation: TextExpectation | null): readonly string[] {
  if (expectation === null) return [];
  const { contains, matches, not } = expectation;
  return [
    ...(contains === undefined ? [] : [`${name} contains “${contains}”`]),
    ...(matches === undefined ? [] : [`${name} matches /${matches}/`]),
    ...(not === undefined ? [] : [`${name} without “${not}”`]),
  ];
}

function firstLine(script: string): string {
  const lines = script.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  const [first = ''] = lines;
  return lines.length > 1 ? `${first.trim()} …` : first.trim();
}

function short(text: string): string {
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS - 1)}…` : text;
}
