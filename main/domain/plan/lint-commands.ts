import type { About } from './parse-document.ts';
import { patternFault } from './pattern.ts';
import type { RunbookContext } from './runbook-context.ts';
import { textsBelow } from './step-texts.ts';
import type { Path } from './text-tree.ts';

/** Secrets in clear, patterns that cannot be searched for in bounded time, variables that are ours. */
export function lintCommands(context: RunbookContext): readonly About[] {
  const { runbook, source } = context;
  const places: readonly Path[] = [...runbook.steps.keys()].map((index) => ['steps', index]);
  return [
    ...[...places, ['probes'], ['inventory'], ['defaults']].flatMap((path) =>
      textsBelow(source.root, path).flatMap(({ path: at, text }) => [
        ...secrets(at, text),
        ...patterns(at, text),
        ...ownVariables(at),
      ]),
    ),
    ...(runbook.inputs ?? []).flatMap((input, index) => patterns(['inputs', index, 'pattern'], input.pattern ?? '')),
  ];
}

/** Known shapes of keys and tokens, and passwords given in the open. */
const shapes: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/],
  ['an access key of AWS', /\b(AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a token of GitHub', /\bgh[pousr]_[A-Za-z0-9]{30,}/],
  ['a token of GitLab', /\bglpat-[A-Za-z0-9_-]{20,}/],
  ['a token of Slack', /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
  ['a JSON web token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./],
  ['a password in an address', /:\/\/[^\s/:@'"$]{1,64}:[^\s/@'"$]{3,64}@/],
  ['a password', /\b(password|passwd|pwd|secret|token|api[_-]?key)\s*[=:]\s*['"]?(?!\$)[A-Za-z0-9_+/.!-]{8,}/i],
  ['a password', /\B--?(password|passwd|token)[= ]['"]?(?!\$)[A-Za-z0-9_+/.!-]{4,}/i],
  ['a bearer token', /\bBearer\s+(?!\$)[A-Za-z0-9._~+/-]{16,}/],
];

function secrets(path: Path, text: string): readonly About[] {
  const [shape] = shapes.find(([, pattern]) => pattern.test(text)) ?? [];
  const named = /^(password|passwd|secret|token|api[_-]?key)$|_(PASSWORD|SECRET|TOKEN|KEY)$/i.test(String(path.at(-1)));
  const isClear = named && path.includes('env') && text.length >= 4 && !text.includes('${{');
  if (shape === undefined && !isClear) return [];
  const what = shape ?? 'a secret';
  return [
    {
      rule: 'secret-in-clear',
      severity: 'warning',
      path,
      message: `This looks like ${what} in clear text.`,
      cure: 'Make it an input with secret: true; scripts find it as HP_INPUT_NAME.',
    },
  ];
}

function patterns(path: Path, text: string): readonly About[] {
  const isPattern = path.at(-1) === 'matches' || path.at(-1) === 'regex' || path.at(-1) === 'pattern';
  const fault = isPattern ? patternFault(text) : null;
  if (fault === null) return [];
  return [
    {
      rule: 'unsupported-pattern',
      severity: 'error',
      path,
      message: `/${text}/ cannot be searched for in bounded time. ${fault}`,
      cure: 'Write it without lookaround, back references and flags.',
    },
  ];
}

function ownVariables(path: Path): readonly About[] {
  const name = String(path.at(-1));
  if (path.at(-2) !== 'env' || !name.startsWith('HP_')) return [];
  return [
    {
      rule: 'reserved-variable',
      severity: 'error',
      path,
      part: 'key',
      message: `Variables that begin with HP_ are set by Holdpoint (${name}).`,
      cure: 'Choose another name.',
    },
  ];
}
