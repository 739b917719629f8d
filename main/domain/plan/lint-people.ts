import type { StepText } from '../../../contract/documents/steps.ts';
import { nearest } from './nearest.ts';
import type { About } from './parse-document.ts';
import type { RunbookContext } from './runbook-context.ts';
import { isHumanKind } from './step-facts.ts';
import type { Path } from './text-tree.ts';

/** Roles that nobody holds, and steps nobody answers for. */
export function lintPeople(context: RunbookContext): readonly About[] {
  const { runbook } = context;
  return [
    ...duplicateRoles(context),
    ...mistypedBackups(context),
    ...mentioned(context).flatMap((mention) => unknownRole(context, mention)),
    ...runbook.steps.flatMap((step, index) => nobody(step, index)),
  ];
}

interface Mention {
  readonly role: string;
  readonly path: Path;
}

function mentioned({ runbook }: RunbookContext): readonly Mention[] {
  const authority = (runbook.backoutPlan?.authority ?? []).flatMap((role, index) =>
    mention(role, ['backoutPlan', 'authority', index]),
  );
  return [...authority, ...runbook.steps.flatMap((step, index) => mentionedIn(step, ['steps', index]))];
}

function mention(role: string | undefined, path: Path): readonly Mention[] {
  return role === undefined ? [] : [{ role, path }];
}

function mentionedIn(step: StepText, path: Path): readonly Mention[] {
  const each = (roles: readonly string[] | undefined, at: Path) =>
    (roles ?? []).flatMap((role, index) => mention(role, [...at, index]));
  const approvals = 'approvals' in step ? step.approvals?.roles : undefined;
  const items = step.kind === 'checklist' ? (step.items ?? []) : [];
  return [
    ...mention(step.responsible, [...path, 'responsible']),
    ...mention(step.backup, [...path, 'backup']),
    ...each(approvals, [...path, 'approvals', 'roles']),
    ...each(step.deadline?.escalate, [...path, 'deadline', 'escalate']),
    ...mention(step.kind === 'gate' ? step.vote?.decides : undefined, [...path, 'vote', 'decides']),
    ...items.flatMap((item, index) => mention(item.responsible, [...path, 'items', index, 'responsible'])),
  ];
}

/** Roles of a roster or of another document cannot be known here. */
function unknownRole({ runbook, roles }: RunbookContext, { role, path }: Mention): readonly About[] {
  if (roles.has(role) || runbook.roster !== undefined) return [];
  const near = nearest(role, [...roles]);
  const message = `Nobody in people has the role "${role}".`;
  const cure =
    near === null ? `Add { role: ${role}, name: … } to people.` : `Write ${near}, or add the role to people.`;
  return [{ rule: 'unknown-role', severity: 'error', path, message, cure }];
}

function duplicateRoles({ runbook }: RunbookContext): readonly About[] {
  const seen = new Set<string>();
  return (runbook.people ?? []).flatMap((person, index): About[] => {
    if (!seen.has(person.role)) {
      seen.add(person.role);
      return [];
    }
    const path = ['people', index, 'role'];
    const message = `A second person has the role "${person.role}".`;
    return [
      {
        rule: 'duplicate-name',
        severity: 'error',
        path,
        message,
        cure: 'Name the second one as backup, or give the role another name.',
      },
    ];
  });
}

/** A person's backup is a role or simply a name; only what looks like a mistyped role is questioned. */
function mistypedBackups({ runbook, roles }: RunbookContext): readonly About[] {
  return (runbook.people ?? []).flatMap(({ backup }, index): About[] => {
    const near = backup === undefined || roles.has(backup) ? null : nearest(backup, [...roles]);
    if (near === null) return [];
    const path = ['people', index, 'backup'];
    const message = `"${backup}" is no role of people; it is taken for a person's name.`;
    return [{ rule: 'unknown-role', severity: 'warning', path, message, cure: `Write ${near} if the role is meant.` }];
  });
}

function nobody(step: StepText, index: number): readonly About[] {
  if (step.responsible !== undefined || step.kind === 'milestone' || step.kind === 'wait') return [];
  const message = `Nobody is responsible for this step${isHumanKind(step.kind) ? ', which waits for a person' : ''}.`;
  return [
    {
      rule: 'no-responsible',
      severity: 'warning',
      path: ['steps', index],
      message,
      cure: 'Add responsible: and a role of people.',
    },
  ];
}
