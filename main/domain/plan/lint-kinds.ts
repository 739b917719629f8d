import type { RunbookText } from '../../../contract/documents/runbook.ts';
import type { StepText, StepTextOf } from '../../../contract/documents/steps.ts';
import { lintOutputLimit } from './lint-output-limit.ts';
import { lintUpload } from './lint-upload.ts';
import { nearest } from './nearest.ts';
import type { About } from './parse-document.ts';
import type { RunbookContext } from './runbook-context.ts';
import { isAutomatedKind } from './step-facts.ts';

/** What each kind needs, and keys that mean nothing on it. */
export function lintKinds(context: RunbookContext): readonly About[] {
  const { runbook, declaredIds } = context;
  const known = new Set(declaredIds);
  const clocks = (runbook.clocks ?? []).flatMap((clock, index) =>
    (['from', 'to'] as const).flatMap((end): About[] => {
      if (known.has(clock[end])) return [];
      const near = nearest(clock[end], declaredIds);
      const cure = near === null ? 'Name the id of a step.' : `Write ${near}.`;
      return [
        {
          rule: 'unknown-step',
          severity: 'error',
          path: ['clocks', index, end],
          message: `There is no step "${clock[end]}".`,
          cure,
        },
      ];
    }),
  );
  return [...clocks, ...runbook.steps.flatMap((step, index) => lintStep(step, { index, context }))];
}

interface Place {
  readonly index: number;
  readonly context: RunbookContext;
}

function lintStep(step: StepText, place: Place): readonly About[] {
  return [...choice(step, place), ...timing(step, place), ...retrying(step, place), ...repeated(step, place)];
}

function error({ index }: Place, key: string | null, about: Pick<About, 'rule' | 'message' | 'cure'>): About {
  return { ...about, severity: 'error', path: key === null ? ['steps', index] : ['steps', index, key], part: 'key' };
}

/** Exactly one of several keys. */
function oneOf(step: StepText, place: Place, keys: readonly string[]): readonly About[] {
  const given = keys.filter((key) => Object.hasOwn(step, key));
  if (given.length === 1) return [];
  const names = keys.join(' or ');
  if (given.length === 0) {
    return [
      error(place, null, {
        rule: 'missing-key',
        message: `A step of kind ${step.kind} needs ${names}.`,
        cure: `Add ${names}.`,
      }),
    ];
  }
  return [
    error(place, given[1] ?? null, {
      rule: 'too-many-keys',
      message: `${given.join(' and ')} exclude each other.`,
      cure: 'Keep one of them.',
    }),
  ];
}

function choice(step: StepText, place: Place): readonly About[] {
  switch (step.kind) {
    case 'checklist':
      return [...oneOf(step, place, ['items', 'checklist']), ...emptyItems(step, place)];
    case 'gate':
      return gate(step, place);
    case 'ssh':
      return lintOutputLimit(step, place.index);
    case 'upload':
      return [...oneOf(step, place, ['artifact', 'file']), ...lintUpload(step, place.index)];
    case 'probe':
      return oneOf(step, place, ['until', 'for']);
    case 'wait':
      return oneOf(step, place, ['for', 'until']);
    case 'message':
      return oneOf(step, place, ['template', 'text']);
    case 'http':
      return body(step, place);
    default:
      return [];
  }
}

function emptyItems(step: StepTextOf<'checklist'>, place: Place): readonly About[] {
  if (step.items === undefined || step.items.length > 0) return [];
  return [
    error(place, 'items', {
      rule: 'empty-list',
      message: 'The checklist has no items.',
      cure: 'Add an item, or make it a manual step.',
    }),
  ];
}

function gate(step: StepTextOf<'gate'>, place: Place): readonly About[] {
  const found = [...approvals(step, place)];
  if (step.deadline === undefined) {
    found.push({
      rule: 'no-deadline',
      severity: 'warning',
      path: ['steps', place.index],
      message: 'The gate has no deadline: the window could wait for it unnoticed.',
      cure: 'Add deadline: { within: 15m, onExpiry: no-go }.',
    });
  }
  return found;
}

/** A gate nobody can pass is worse than none: it is met at two in the morning. */
function approvals({ approvals, responsible }: StepTextOf<'gate'>, place: Place): readonly About[] {
  const roles = approvals?.roles ?? (responsible === undefined ? [] : [responsible]);
  const key = approvals === undefined ? null : 'approvals';
  if (roles.length === 0) {
    const message = 'No role can approve this gate.';
    return [error(place, key, { rule: 'nobody-approves', message, cure: 'Name at least one role in approvals.' })];
  }
  const { people = [], roster } = place.context.runbook;
  const isKnown = roster === undefined && roles.every((role) => place.context.roles.has(role));
  const speakers = new Set(roles.flatMap((role) => speakersFor(people, role)));
  const count = approvals?.count ?? 1;
  if (!isKnown || speakers.size >= count) return [];
  const message = `${count} approvals are asked for, and only ${[...speakers].join(', ')} may give one.`;
  return [
    error(place, key, { rule: 'impossible-approval', message, cure: 'Lower count, or name more roles or backups.' }),
  ];
}

type People = NonNullable<RunbookText['people']>;

/** Who holds the role, and their backup, given as a role or a name. */
function speakersFor(people: People, role: string): readonly string[] {
  return people
    .filter((person) => person.role === role)
    .flatMap(({ name, backup }) => {
      if (backup === undefined) return [name];
      const holders = people.filter((other) => other.role === backup).map((holder) => holder.name);
      return [name, ...(holders.length > 0 ? holders : [backup])];
    });
}

function body(step: StepTextOf<'http'>, place: Place): readonly About[] {
  const given = (['json', 'form', 'body'] as const).filter((key) => step.request[key] !== undefined);
  const found: About[] = [];
  if (given.length > 1) {
    found.push(
      error(place, 'request', {
        rule: 'too-many-keys',
        message: `${given.join(' and ')} exclude each other.`,
        cure: 'Keep one of them.',
      }),
    );
  }
  const { method = 'GET' } = step.request;
  if (given.length > 0 && (method === 'GET' || method === 'HEAD')) {
    found.push(
      error(place, 'request', {
        rule: 'body-on-get',
        message: `A ${method} request carries no body.`,
        cure: 'Write method: POST, or put the values in query.',
      }),
    );
  }
  return found;
}

function timing(step: StepText, place: Place): readonly About[] {
  const found: About[] = [];
  if (step.timeout !== undefined && !isAutomatedKind(step.kind)) {
    found.push(
      error(place, 'timeout', {
        rule: 'timeout-on-person',
        message: `timeout ends automated work; a step of kind ${step.kind} has none.`,
        cure: 'Use deadline: { within: … } for how long to wait.',
      }),
    );
  }
  const held = (step.after ?? []).some((dependency) => dependency.type === 'FF' || dependency.type === 'SF');
  if (held && isAutomatedKind(step.kind)) {
    found.push(
      error(place, 'after', {
        rule: 'end-cannot-wait',
        message: `FF and SF hold back the end, which a step of kind ${step.kind} cannot wait for.`,
        cure: 'Put a milestone after it that carries the FF or SF.',
      }),
    );
  }
  const isTimed =
    step.kind === 'milestone' || (step.kind === 'wait' && (step.for !== undefined || step.until !== undefined));
  if (step.duration === undefined && !isTimed) {
    found.push({
      ...error(place, null, {
        rule: 'no-duration',
        message: 'The step has no duration: the plan counts it as nothing.',
        cure: 'Add duration: 5m.',
      }),
      severity: 'warning',
      part: 'value',
    });
  }
  return found;
}

function retrying(step: StepText, place: Place): readonly About[] {
  const found: About[] = [];
  const hasCheck = step.kind === 'ssh' && step.check !== undefined;
  if (step.kind === 'ssh' || step.kind === 'http') {
    if (step.retry !== undefined && step.idempotent !== true && !hasCheck) {
      const also = step.kind === 'ssh' ? ', or a check' : '';
      found.push(
        error(place, 'retry', {
          rule: 'unsafe-retry',
          message: 'A second run might do harm: nothing says the step may be repeated.',
          cure: `Add idempotent: true if it is harmless${also}; else leave the retry to a person.`,
        }),
      );
    }
  }
  if (step.kind === 'ssh' && step.skipWhenDone === true && !hasCheck) {
    found.push(
      error(place, 'skipWhenDone', {
        rule: 'missing-key',
        message: 'skipWhenDone asks the check, and there is none.',
        cure: 'Add check.',
      }),
    );
  }
  if (step.kind === 'http' && step.until !== undefined && isUnsafeToPoll(step)) {
    found.push(
      error(place, 'until', {
        rule: 'unsafe-retry',
        message: `until repeats a ${step.request.method} request.`,
        cure: 'Add idempotent: true if repeating is harmless, or poll with GET in a step of its own.',
      }),
    );
  }
  return found;
}

function isUnsafeToPoll(step: StepTextOf<'http'>): boolean {
  const { method = 'GET' } = step.request;
  return step.idempotent !== true && method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

/** Ids that clash inside a step. */
function repeated(step: StepText, { index }: Place): readonly About[] {
  const lists = {
    items: step.kind === 'checklist' ? (step.items ?? []) : [],
    criteria: step.kind === 'gate' ? (step.criteria ?? []) : [],
    evidence: step.evidence ?? [],
  };
  return Object.entries(lists).flatMap(([key, items]) => {
    const ids = items.map((item) => item.id);
    return ids.flatMap((id, position): About[] => {
      if (ids.indexOf(id) === position) return [];
      const path = ['steps', index, key, position, 'id'];
      return [
        {
          rule: 'duplicate-id',
          severity: 'error',
          path,
          message: `A second entry of ${key} has the id "${id}".`,
          cure: 'Give each an id of its own.',
        },
      ];
    });
  });
}
