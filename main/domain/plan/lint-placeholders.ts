import type { StepText } from '../../../contract/documents/steps.ts';
import { variableOf } from './environment.ts';
import { nearest } from './nearest.ts';
import type { About } from './parse-document.ts';
import type { ProbeText } from './plan-probes.ts';
import type { RunbookContext } from './runbook-context.ts';
import { type PlacedText, textsBelow } from './step-texts.ts';
import { readReference, referencesIn } from './template.ts';
import type { Path } from './text-tree.ts';
import { targetValueNames } from './value-scope.ts';

/** `${{ … }}` where it would be executed, where nothing fills it, and what it cannot name. */
export function lintPlaceholders(context: RunbookContext): readonly About[] {
  const names = knownNames(context);
  const below = (path: Path, holder: Holder, filled: ReadonlySet<PropertyKey>): readonly About[] =>
    textsBelow(context.source.root, path)
      .filter(({ text }) => text.includes('${{'))
      .flatMap((placed) => lintText(placed, holder, { names, filled }));
  return [
    ...context.runbook.steps.flatMap((step, index) =>
      below(['steps', index], step, filledKeys[step.kind] ?? everyStep),
    ),
    ...(context.runbook.probes ?? []).flatMap((probe, index) => below(['probes', index], probe, probeKeys)),
  ];
}

/** Whose text it is. */
type Holder = StepText | ProbeText;

interface KnownNames {
  readonly inputs: readonly string[];
  readonly secrets: readonly string[];
  /** null = nobody knows. */
  readonly vault: readonly string[] | null;
  readonly steps: readonly string[];
  /** Step id → outputs its rules declare; null = lines in $HP_OUTPUT may give any. */
  readonly outputs: ReadonlyMap<string, readonly string[] | null>;
}

function knownNames({ runbook, declaredIds, vaultNames }: RunbookContext): KnownNames {
  const inputs = runbook.inputs ?? [];
  return {
    inputs: inputs.filter((input) => input.secret !== true).map((input) => input.name),
    secrets: inputs.filter((input) => input.secret === true).map((input) => input.name),
    vault: vaultNames,
    steps: declaredIds,
    outputs: new Map(runbook.steps.map((step) => [step.id, outputsOf(step)])),
  };
}

function outputsOf(step: StepText): readonly string[] | null {
  if (step.kind === 'ssh') return null;
  if (step.kind === 'upload') return ['sha256', 'bytes'];
  return step.kind === 'http' || step.kind === 'connector' ? Object.keys(step.outputs ?? {}) : [];
}

const scriptKeys: ReadonlySet<PropertyKey> = new Set(['run', 'check', 'verify']);
const filledKeys: Readonly<Record<string, ReadonlySet<PropertyKey>>> = {
  ssh: new Set(['env', 'when']),
  http: new Set(['request', 'expect', 'when']),
  upload: new Set(['artifact', 'file', 'to', 'when']),
  message: new Set(['subject', 'text', 'when']),
  connector: new Set(['with', 'when']),
};
const probeKeys: ReadonlySet<PropertyKey> = new Set(['path', 'query', 'headers', 'expect', 'env']);
const everyStep: ReadonlySet<PropertyKey> = new Set(['when']);

function lintText(
  { path, text }: PlacedText,
  step: Holder,
  { names, filled }: { names: KnownNames; filled: ReadonlySet<PropertyKey> },
): readonly About[] {
  const { references, isBroken } = referencesIn(text);
  const key = path[2] === 'backout' ? path[3] : path[2];
  if (key !== undefined && scriptKeys.has(key)) return [inScript({ path, text }, references)];
  if (path[2] === 'backout') return [];
  const broken: About = {
    rule: 'broken-placeholder',
    severity: 'error',
    path,
    message: 'A placeholder is begun and not ended.',
    cure: 'Close it with two braces.',
  };
  const unfilled = key !== undefined && !filled.has(key) ? [notFilled({ path, text })] : [];
  return [
    ...(isBroken ? [broken] : []),
    ...unfilled,
    ...references.flatMap((reference) => unknown({ path, text: reference }, step, names)),
  ];
}

function inScript({ path, text }: PlacedText, references: readonly string[]): About {
  const [reference] = references;
  const variable = reference === undefined ? null : variableFor(reference);
  const written =
    reference === undefined ? text.slice(text.indexOf('${{'), text.indexOf('${{') + 20) : `\${{ ${reference} }}`;
  return {
    rule: 'placeholder-in-script',
    severity: 'error',
    path,
    message: `${written} stands in a script: its value would be run as code.`,
    cure:
      variable === null
        ? 'Map it in env and use the variable.'
        : `Write "$${variable}" instead${references.length > 1 ? '; likewise the others' : ''}.`,
  };
}

/** The variable a script finds the value in. */
function variableFor(text: string): string | null {
  const reference = readReference(text);
  if (reference === null || reference.kind === 'release') return null;
  if (reference.kind === 'output') return `HP_OUTPUT_${variableOf(reference.step)}_${variableOf(reference.name)}`;
  if (reference.kind !== 'target') return `HP_INPUT_${variableOf(reference.name)}`;
  const label = reference.name.startsWith('labels.') ? `LABEL_${variableOf(reference.name.slice(7))}` : null;
  return `HP_TARGET_${label ?? variableOf(reference.name)}`;
}

function notFilled({ path }: PlacedText): About {
  return {
    rule: 'placeholder-unfilled',
    severity: 'warning',
    path,
    message: 'Placeholders are not filled in here; people will read them as they stand.',
    cure: 'Write plain words, or move the value to where it is used.',
  };
}

function unknown({ path, text }: PlacedText, step: Holder, names: KnownNames): readonly About[] {
  const about = { rule: 'unknown-reference', severity: 'error', path } as const;
  const reference = readReference(text);
  if (reference === null) {
    return [
      {
        ...about,
        message: `"${text}" names nothing a placeholder can hold.`,
        cure: 'Write inputs.x, target.x, steps.ID.outputs.x or secrets.x.',
      },
    ];
  }
  const missing = (what: string, name: string, known: readonly string[]): readonly About[] => {
    if (known.includes(name)) return [];
    const near = nearest(name, known);
    return [
      {
        ...about,
        message: `There is no ${what} "${name}".`,
        cure: near === null ? `Known: ${known.slice(0, 10).join(', ') || 'none'}.` : `Write ${near}.`,
      },
    ];
  };
  switch (reference.kind) {
    case 'input':
      if (names.secrets.includes(reference.name)) {
        return [
          {
            ...about,
            message: `The input "${reference.name}" is secret.`,
            cure: `Write secrets.${reference.name}, so that it is treated as one.`,
          },
        ];
      }
      return missing('input', reference.name, names.inputs);
    case 'secret':
      return unknownSecret(reference.name, path, names);
    case 'release':
      return [
        {
          ...about,
          rule: 'not-executable-yet',
          severity: 'not-executable-yet',
          message: 'References to a release are not filled in by this build.',
          cure: 'Use an input.',
        },
      ];
    case 'target':
      return targetReference(reference.name, step, about);
    case 'output': {
      const outputs = names.outputs.get(reference.step);
      const step_ = missing('step', reference.step, names.steps);
      return step_.length > 0 || outputs === null || outputs === undefined
        ? step_
        : missing(`output of ${reference.step}`, reference.name, outputs);
    }
  }
}

/** What no secret input provides comes from the vault; where its names are known, a slip of the pen is noticed now. */
function unknownSecret(name: string, path: PlacedText['path'], names: KnownNames): readonly About[] {
  if (names.secrets.includes(name) || names.vault?.includes(name) === true) return [];
  const near = nearest(name, [...names.secrets, ...(names.vault ?? [])]);
  if (near === null && names.vault === null) return [];
  const keep = `Put it into the vault (holdpoint secrets set ${name}), or make it an input with secret: true.`;
  const message =
    names.vault === null
      ? `There is no secret input "${name}"; it would have to come from the vault.`
      : `There is no secret "${name}", neither an input nor in the vault.`;
  const cure = near === null ? keep : `Write secrets.${near}; or: ${keep.charAt(0).toLowerCase()}${keep.slice(1)}`;
  return [{ rule: 'unknown-secret', severity: 'warning', path, message, cure }];
}

function targetReference(
  name: string,
  step: Holder,
  about: Pick<About, 'rule' | 'severity' | 'path'>,
): readonly About[] {
  if (!('targets' in step)) {
    return [{ ...about, message: `A step of kind ${step.kind} has no target to speak of.`, cure: 'Use an input.' }];
  }
  const known: readonly string[] = targetValueNames;
  if (known.includes(name) || name.startsWith('labels.')) return [];
  return [
    {
      ...about,
      message: `A target has no "${name}".`,
      cure: `Write target.${nearest(name, known) ?? 'name'}, or target.labels.x.`,
    },
  ];
}
