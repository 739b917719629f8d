import type { Result } from '../../../contract/errors.ts';
import type { Access } from './access.ts';
import type { Call } from './command-line.ts';

/** To record, also before the first run: where there is no workspace yet it is made. A new one has nothing to drive. */
export async function openOrMake(call: Call): Promise<Result<Access>> {
  const opened = await call.open('record');
  const isMissing = !opened.ok && opened.problem.code === 'workspace-unusable';
  return isMissing ? call.open('drive') : opened;
}
