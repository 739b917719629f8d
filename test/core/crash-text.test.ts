import { expect, it } from 'vitest';
import { SecretGuard } from '../../main/core/secrets/secret-guard.ts';
import { crashText, guardLastWords } from '../../main/hosts/crash-text.ts';

it('the last words of a process are without what its cores know to be secret', () => {
  const guard = new SecretGuard();
  guard.add(['hunter-2-hunter']);
  const drop = guardLastWords(guard);
  const error = new TypeError('cannot log in with hunter-2-hunter');
  expect(crashText(error)).toContain('cannot log in with [redacted]');
  expect(crashText(error)).not.toContain('hunter-2');
  drop();
});
