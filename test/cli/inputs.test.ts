import { expect, test } from 'vitest';
import type { InputSpec } from '../../contract/workspace-views.ts';
import { gatherInputs, secretVariable } from '../../main/hosts/cli/inputs.ts';
import { quietTerminal } from './quiet-terminal.ts';

const plain = { required: true, secret: false, default: null, pattern: null, description: null };
const specs: InputSpec[] = [
  { ...plain, name: 'version' },
  { ...plain, name: 'db-password', secret: true },
];

test('values and secrets are kept apart; a value may hold an equals sign and be empty', async () => {
  const env = { HOLDPOINT_SECRET_DB_PASSWORD: 'hush' };
  const given = await gatherInputs(specs, ['version=a=b'], { terminal: quietTerminal(), env });
  expect(given).toEqual({ ok: true, value: { values: { version: 'a=b' }, secrets: { 'db-password': 'hush' } } });
  const empty = await gatherInputs(specs, ['version='], { terminal: quietTerminal(), env });
  expect(empty.ok && empty.value.values).toEqual({ version: '' });
});

test('a secret is asked for where there is somebody to ask', async () => {
  const terminal = quietTerminal(['typed']);
  const given = await gatherInputs(specs, [], { terminal, env: {} });
  expect(given.ok && given.value.secrets).toEqual({ 'db-password': 'typed' });
});

test('a missing secret names the variable, a misspelt input the nearest one, and all at once', async () => {
  const missing = await gatherInputs(specs, [], { terminal: quietTerminal(), env: {} });
  expect(!missing.ok && missing.problem.message).toContain('HOLDPOINT_SECRET_DB_PASSWORD');
  const wrong = await gatherInputs(specs, ['versoin=1', 'nonsense', 'db-password=x'], {
    terminal: quietTerminal(),
    env: {},
  });
  const cures = wrong.ok ? [] : wrong.problem.findings?.map((finding) => finding.cure);
  expect(cures).toEqual([
    'Did you mean version?',
    'Write --input name=value.',
    'Set HOLDPOINT_SECRET_DB_PASSWORD instead, or be asked.',
  ]);
});

test('a secret on the command line is refused, and not said again', async () => {
  const wrong = await gatherInputs(specs, ['db-password=hunter2'], { terminal: quietTerminal(), env: {} });
  expect(JSON.stringify(wrong)).not.toContain('hunter2');
});

test('the variable of a secret is its name in capitals', () => {
  expect(secretVariable('db-password.v2')).toBe('HOLDPOINT_SECRET_DB_PASSWORD_V2');
});
