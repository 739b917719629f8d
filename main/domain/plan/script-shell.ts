import type { SshAction, SshTarget } from '../../../contract/plan.ts';

/** The account a script is to run as, by sudo: the step's own word, then the target's; null = whoever logs in. */
export function runAsOf(action: Pick<SshAction, 'runAs'>, target: Pick<SshTarget, 'runAs'>): string | null {
  return action.runAs ?? target.runAs ?? null;
}

/** Names of accounts that can travel on a line and are no option of sudo: `app`, `www-data`, `DOM\\svc$`, `#1001`. */
export function isAccountName(text: string): boolean {
  return /^(#\d{1,10}|[A-Za-z0-9_][A-Za-z0-9._@+\\-]{0,255}\$?)$/.test(text);
}

/** How a script runs there, as sentences for whoever looks before it does. */
export function scriptWay(
  action: Pick<SshAction, 'runAs' | 'shell' | 'detach'>,
  target: Pick<SshTarget, 'runAs' | 'user'>,
): string {
  const runAs = runAsOf(action, target);
  const account = runAs === null || runAs === target.user ? '' : `, as ${runAs} by sudo`;
  const life = action.detach
    ? 'It outlives a cut link.'
    : 'It runs in the foreground of the link: cut, its outcome is unknown.';
  return `In ${action.shell}${account}. ${life}`;
}

/** `powershell` and `pwsh` are spoken to in their own language: such a host need not have any other shell. */
export function isPowerShell(shell: string): boolean {
  const [word = ''] = shell.trim().split(/\s+/);
  return /(^|[\\/])(powershell|pwsh)(\.exe)?$/i.test(word);
}
