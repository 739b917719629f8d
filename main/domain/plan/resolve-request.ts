import type { HttpAction, PlanTarget } from '../../../contract/plan.ts';
import { type LookUp, resolveTemplate, type TemplateMode } from './template.ts';
import type { Json } from './typed-json.ts';
import { lookUpIn, type ValueScope } from './value-scope.ts';

export interface ResolvedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly unresolved: readonly string[];
  /** Why it must not be sent, as a sentence: a value would change where it goes or what else it says. */
  readonly refusal: string | null;
}

type HttpTarget = Extract<PlanTarget, { kind: 'http' }>;

/** An http step's request to a target, each value escaped for the place it lands in. */
export function resolveRequest(
  request: HttpAction['request'],
  target: HttpTarget,
  scope: Omit<ValueScope, 'target'>,
): ResolvedRequest {
  const writing = new Writing(lookUpIn({ ...scope, target }));
  const path = writing.fill(request.path, 'url-component');
  const headers = headersOf(request, writing);
  const url = `${target.baseUrl.replace(/\/+$/, '')}${withQuery(path, request.query, writing)}`;
  const body = bodyOf(request, writing);
  return {
    method: request.method,
    url,
    headers,
    body,
    unresolved: [...writing.unresolved],
    refusal: dotSegment(path) ?? unsafeHeader(headers),
  };
}

/** Fills templates and gathers what has no value. */
class Writing {
  readonly unresolved = new Set<string>();
  readonly #lookUp: LookUp;
  constructor(lookUp: LookUp) {
    this.#lookUp = lookUp;
  }
  fill(template: string, mode: TemplateMode): string {
    const { text, unresolved } = resolveTemplate(template, this.#lookUp, mode);
    for (const reference of unresolved) this.unresolved.add(reference);
    return text;
  }
}

function withQuery(path: string, query: Readonly<Record<string, string>>, writing: Writing): string {
  const pairs = formOf(query, writing, '%20');
  if (pairs === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${pairs}`;
}

function formOf(values: Readonly<Record<string, string>>, writing: Writing, space: string): string {
  const encode = (text: string) => encodeURIComponent(text.toWellFormed()).replaceAll('%20', space);
  return Object.entries(values)
    .map(([name, value]) => `${encode(name)}=${encode(writing.fill(value, 'text'))}`)
    .join('&');
}

const contentTypes = {
  none: null,
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  text: 'text/plain; charset=utf-8',
} as const;

function headersOf(request: HttpAction['request'], writing: Writing): Record<string, string> {
  const given = Object.entries(request.headers).map(([name, value]) => [name, writing.fill(value, 'text')] as const);
  const type = contentTypes[request.body.kind];
  const isTyped = type === null || given.some(([name]) => name.toLowerCase() === 'content-type');
  return Object.fromEntries(isTyped ? given : [...given, ['content-type', type]]);
}

function bodyOf({ body, headers }: HttpAction['request'], writing: Writing): string | null {
  switch (body.kind) {
    case 'none':
      return null;
    case 'json':
      return JSON.stringify(filledJson(body.value, (text) => writing.fill(text, 'text')));
    case 'form':
      return formOf(body.value, writing, '+');
    case 'text': {
      const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
      return writing.fill(body.value, /json/i.test(type) ? 'json-string' : 'text');
    }
  }
}

/** The strings of a JSON value filled in; serialising it afterwards escapes them. */
export function filledJson(value: Json, fill: (text: string) => string): Json {
  if (typeof value === 'string') return fill(value);
  if (Array.isArray(value)) return value.map((item) => filledJson(item, fill));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, filledJson(member, fill)]));
}

/** `..` cannot be escaped in a URL: it would silently lead to another path. */
function dotSegment(path: string): string | null {
  const segments = (path.split(/[?#]/)[0] ?? '').split(/[/\\]/);
  const dots = segments.find((segment) => /^(\.|%2e){1,2}$/i.test(segment));
  return dots === undefined ? null : `The path ${path} holds "${dots}", which leads to another path.`;
}

function unsafeHeader(headers: Readonly<Record<string, string>>): string | null {
  const unsafe = Object.entries(headers).find(([, value]) => /[^\t\x20-\x7e\x80-\xff]/.test(value));
  if (unsafe === undefined) return null;
  return `The header ${unsafe[0]} would hold a line break or a character headers cannot carry.`;
}
