import type { Preview } from '../../../contract/workspace-views.ts';

/** A step, or a standing probe in its shape. */
export type PreviewStep = Preview['steps'][number] | NonNullable<Preview['probes']>[number];
export type PreviewTarget = PreviewStep['targets'][number];

/** Targets of a step that get the very same text. */
export interface PreviewGroup {
  readonly first: PreviewTarget;
  readonly targets: readonly PreviewTarget[];
  /** Variables with one value on all of them. */
  readonly common: readonly (readonly [name: string, value: string])[];
  /** Names of variables whose value depends on the target. */
  readonly differing: readonly string[];
}

/** Largest group first: what is the rule stands before its exceptions. */
export function previewGroups({ targets }: PreviewStep): readonly PreviewGroup[] {
  const groups = new Map<string, PreviewTarget[]>();
  for (const target of targets) {
    const { what, how, check, verify, refusal } = target;
    const key = JSON.stringify([what, how, check, verify, refusal]);
    groups.set(key, [...(groups.get(key) ?? []), target]);
  }
  return [...groups.values()].flatMap(groupOf).toSorted((a, b) => b.targets.length - a.targets.length);
}

function groupOf(targets: readonly PreviewTarget[]): readonly PreviewGroup[] {
  const [first] = targets;
  if (first === undefined) return [];
  const names = [...new Set(targets.flatMap(({ env }) => Object.keys(env)))];
  const isCommon = (name: string) => targets.every(({ env }) => env[name] === first.env[name]);
  return [
    {
      first,
      targets,
      common: names.filter(isCommon).map((name) => [name, first.env[name] ?? ''] as const),
      differing: names.filter((name) => !isCommon(name)),
    },
  ];
}

/** Lines of a text, each with whether the other text has another one in its place. */
export function linesBeside(text: string, other: string | null): readonly { text: string; isOther: boolean }[] {
  const beside = other?.split('\n') ?? null;
  return text.split('\n').map((line, index) => ({ text: line, isOther: beside !== null && beside[index] !== line }));
}

/** Steps whose number, title or text has the words. */
export function stepsFound(steps: readonly PreviewStep[], words: string): readonly PreviewStep[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return steps;
  return steps.filter((step) => {
    const texts = [step.stepId, step.title, step.kind, ...step.targets.slice(0, 1).map(({ what }) => what)];
    return (
      texts.some((text) => text.toLowerCase().includes(wanted)) || step.targets.some(({ name }) => name === wanted)
    );
  });
}

/** What is not known before it runs, and what nothing will ever fill. */
export function openPlaceholders(step: PreviewStep): { readonly later: string[]; readonly never: string[] } {
  const open = [...new Set(step.targets.flatMap(({ unresolved }) => unresolved))];
  return {
    later: open.filter((name) => name.startsWith('steps.')),
    never: open.filter((name) => !name.startsWith('steps.')),
  };
}

/** The environment as a shell would be told it. */
export function environmentText(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}='${value.replaceAll("'", "'\\''")}'`)
    .join('\n');
}
