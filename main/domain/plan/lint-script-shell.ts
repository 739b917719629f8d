import type { StepText } from '../../../contract/documents/steps.ts';
import type { PlanTarget } from '../../../contract/plan.ts';
import type { About } from './parse-document.ts';
import type { RunbookContext } from './runbook-context.ts';
import { isAccountName, isPowerShell } from './script-shell.ts';

/** Accounts and shells that no target could be asked for. */
export function lintScriptShell(context: RunbookContext): readonly About[] {
  const { runbook, selected, targets } = context;
  const named = [
    { path: ['defaults', 'runAs'], runAs: runbook.defaults?.runAs },
    ...(runbook.inventory ?? []).map((entry, index) => ({
      path: ['inventory', index, 'runAs'],
      runAs: entry.kind === 'ssh' ? entry.runAs : undefined,
    })),
    ...runbook.steps.map((step, index) => ({
      path: ['steps', index, 'runAs'],
      runAs: step.kind === 'ssh' ? step.runAs : undefined,
    })),
  ];
  return [
    ...named.flatMap(({ path, runAs }) =>
      runAs === undefined || isAccountName(runAs) ? [] : [noAccount(path, runAs)],
    ),
    ...runbook.steps.flatMap((step, index) => {
      const names = new Set<string>(selected[index] ?? []);
      const own = targets.filter((target) => target.kind === 'ssh' && names.has(target.name));
      return powerShell(step, index, own);
    }),
  ];
}

function noAccount(path: readonly (string | number)[], runAs: string): About {
  return {
    rule: 'run-as-account',
    severity: 'error',
    path: [...path],
    message: `"${runAs.slice(0, 80)}" is no name of an account.`,
    cure: 'Write the account as the target knows it: root, app, #1001.',
  };
}

function powerShell(step: StepText, index: number, targets: readonly PlanTarget[]): readonly About[] {
  if (step.kind !== 'ssh') return [];
  const shells = targets.map((target) => step.shell ?? (target.kind === 'ssh' ? target.shell : undefined) ?? 'sh');
  if (![...shells, step.shell ?? 'sh'].some(isPowerShell)) return [];
  const about = { severity: 'error', path: ['steps', index] } as const;
  const findings: About[] = [];
  if (step.detach !== false) {
    findings.push({
      ...about,
      rule: 'powershell-detached',
      message: 'A step in PowerShell cannot run detached: a cut link leaves its outcome unknown.',
      cure: 'Write detach: false, and a check: that tells what became of it.',
    });
  }
  if (step.runAs !== undefined || targets.some((target) => target.kind === 'ssh' && target.runAs !== undefined)) {
    findings.push({
      ...about,
      rule: 'powershell-run-as',
      message: 'A step in PowerShell cannot run as another account: there is no sudo.',
      cure: 'Take runAs out, or log in as that account (user: of the target).',
    });
  }
  return findings;
}
