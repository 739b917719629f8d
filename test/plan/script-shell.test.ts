import { describe, expect, it } from 'vitest';
import { previewOf } from '../../main/domain/plan/index.ts';
import { isPowerShell, runAsOf } from '../../main/domain/plan/script-shell.ts';
import { compiled, errorsOf, findingsOf, runbookWith } from './support/runbook-text.ts';

const step = (more: string) =>
  runbookWith(
    `- id: work\n  kind: ssh\n  title: Work\n  responsible: Lead\n  targets: tier=web\n  run: 'true'\n  duration: 1m\n${more}`,
  );

describe('runAs', () => {
  it('is executable, stands in the plan where the document has it, and changes the step’s hash', () => {
    const text = step('  runAs: app\n');
    expect(findingsOf(text)).toEqual([]);
    const [own] = compiled(text).plan.steps;
    const [plain] = compiled(step('')).plan.steps;
    expect(own?.action).toMatchObject({ runAs: 'app' });
    expect(plain?.action).not.toHaveProperty('runAs');
    expect(own?.hash).not.toBe(plain?.hash);
  });

  it('of the step comes before that of its target, and the preview says which one it is', () => {
    const text = step('').replace('host: 10.0.0.1,', 'host: 10.0.0.1, runAs: oracle,');
    const { plan, values, secretNames } = compiled(text);
    const how = previewOf(plan, values, secretNames).steps[0]?.targets.map((target) => target.how);
    expect(how).toEqual(['In sh, as oracle by sudo. It outlives a cut link.', 'In sh. It outlives a cut link.']);
    expect(runAsOf({ runAs: 'app' }, { runAs: 'oracle' })).toBe('app');
  });

  it.each(['-i', 'a b', '../x', '#', '"a\\nb"'])('%s is no account', (name) => {
    expect(errorsOf(step(`  runAs: ${JSON.stringify(name)}\n`))).toEqual(['run-as-account']);
  });
});

describe('a step in PowerShell', () => {
  it('must not run detached, nor as another account', () => {
    expect(errorsOf(step('  shell: powershell\n'))).toEqual(['powershell-detached']);
    expect(errorsOf(step('  shell: pwsh.exe\n  detach: false\n  runAs: app\n'))).toEqual(['powershell-run-as']);
    expect(errorsOf(step('  shell: powershell\n  detach: false\n'))).toEqual([]);
  });

  it('is one also where the target says so', () => {
    const text = step('').replaceAll('labels: { tier: web }', 'shell: powershell, labels: { tier: web }');
    expect(errorsOf(text)).toEqual(['powershell-detached']);
  });

  it('is told by its name, with or without a folder', () => {
    expect(['powershell', 'pwsh -x', 'C:\\x\\PowerShell.exe', '/usr/bin/pwsh'].every(isPowerShell)).toBe(true);
    expect(['sh', 'bash -e', 'powershellish', 'my-pwsh'].some(isPowerShell)).toBe(false);
  });
});
