import type { HttpAction, SshAction, TextExpectation } from '../../../contract/plan.ts';
import { jsonAt, jsonEquals } from './json-path.ts';
import { findPattern } from './pattern.ts';
import { filledJson } from './resolve-request.ts';
import { type LookUp, resolveTemplate } from './template.ts';
import type { Json } from './typed-json.ts';

/** Each answer is what was expected and did not hold, as sentences; empty = everything holds. */
export type Unmet = readonly string[];

/** Fills the placeholders of an expectation; unresolved ones must fail the step, not pass it. */
export function resolveHttpExpect(
  expect: HttpAction['expect'],
  lookUp: LookUp,
): { readonly expect: HttpAction['expect']; readonly unresolved: readonly string[] } {
  const unresolved = new Set<string>();
  const fill = (text: string) => {
    const resolved = resolveTemplate(text, lookUp, 'text');
    for (const reference of resolved.unresolved) unresolved.add(reference);
    return resolved.text;
  };
  const headers = Object.entries(expect.headers).map(([name, value]) => [name, fill(value)]);
  const json = Object.entries(expect.json).map(([path, value]) => [path, filledJson(value, fill)]);
  const filled = {
    ...expect,
    headers: Object.fromEntries(headers),
    json: Object.fromEntries(json),
    body: expect.body === null ? null : filledText(expect.body, fill),
  };
  return { expect: filled, unresolved: [...unresolved] };
}

/** Fills `contains` and `not`; a regular expression is never a template. */
export function filledText(expectation: TextExpectation, fill: (text: string) => string): TextExpectation {
  const { contains, matches, not } = expectation;
  return {
    ...(contains === undefined ? {} : { contains: fill(contains) }),
    ...(matches === undefined ? {} : { matches }),
    ...(not === undefined ? {} : { not: fill(not) }),
  };
}

export interface ShellAnswer {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function judgeShell(expect: SshAction['expect'], answer: ShellAnswer): Unmet {
  const isExpected = answer.exitCode !== null && expect.exit.includes(answer.exitCode);
  const exit = isExpected ? [] : [`Exit code ${answer.exitCode ?? 'unknown'}, expected ${expect.exit.join(' or ')}.`];
  return [
    ...exit,
    ...judgeText('stdout', expect.stdout, answer.stdout),
    ...judgeText('stderr', expect.stderr, answer.stderr),
  ];
}

/** `contains` and `not` are plain text, `matches` is a regular expression searched for in each line. */
export function judgeText(name: string, expectation: TextExpectation | null, text: string): Unmet {
  if (expectation === null) return [];
  const { contains, matches, not } = expectation;
  const unmet: string[] = [];
  if (contains !== undefined && !text.includes(contains)) unmet.push(`${name} does not contain "${contains}".`);
  if (matches !== undefined && findPattern(matches, text) === null) unmet.push(`${name} does not match /${matches}/.`);
  if (not !== undefined && text.includes(not)) unmet.push(`${name} contains "${not}".`);
  return unmet;
}

export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** No expected status = any of 200 to 299. */
export function judgeHttp(expect: HttpAction['expect'], reply: HttpReply): Unmet {
  const { status } = reply;
  const isExpected = expect.status.length === 0 ? status >= 200 && status < 300 : expect.status.includes(status);
  const wanted = expect.status.length === 0 ? '200 to 299' : expect.status.join(' or ');
  return [
    ...(isExpected ? [] : [`Status ${status}, expected ${wanted}.`]),
    ...judgeHeaders(expect.headers, reply.headers),
    ...judgeJson(expect.json, reply.body),
    ...judgeText('The body', expect.body, reply.body),
  ];
}

function judgeHeaders(expected: Readonly<Record<string, string>>, given: Readonly<Record<string, string>>): Unmet {
  return Object.entries(expected).flatMap(([name, value]) => {
    const found = given[name.toLowerCase()];
    return found === value
      ? []
      : [`Header ${name} is ${found === undefined ? 'missing' : short(found)}, expected "${value}".`];
  });
}

function judgeJson(expected: Readonly<Record<string, Json>>, body: string): Unmet {
  const paths = Object.entries(expected);
  if (paths.length === 0) return [];
  const parsed = parseJson(body);
  if (parsed === undefined) return ['The body is not JSON.'];
  return paths.flatMap(([path, value]) => {
    const found = jsonAt(parsed, path);
    if (jsonEquals(found, value)) return [];
    return [`${path} is ${found === undefined ? 'missing' : short(found)}, expected ${short(value)}.`];
  });
}

export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function short(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
