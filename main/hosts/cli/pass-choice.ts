import type { PassView } from '../../../contract/checklists.ts';
import type { Client } from '../../../contract/client.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { type PassId, passIdSchema } from '../../../contract/ids.ts';
import { suggested } from './command-name.ts';

/** The pass a word means: its id, the beginning of one, `latest`, or the key of a checklist with one open pass. */
export async function choosePass(client: Client, word: string | undefined): Promise<Result<PassId>> {
  if (word === undefined) return failed('invalid-input', `Say which pass. ${suggested('checklist list')} shows them.`);
  const passes = await client.call('checklists.list', {});
  if (!passes.ok) return passes;
  const [newest] = passes.value;
  if (newest === undefined) {
    return failed('not-found', `No pass was opened in this workspace yet: ${suggested('checklist open KEY')}`);
  }
  if (word === 'latest') return idOf(newest.passId);
  const begun = passes.value.filter(({ passId }) => passId.startsWith(word));
  const open = passes.value.filter(({ key, closedAt }) => key === word && closedAt === null);
  const found = begun.length > 0 ? begun : open;
  const [only] = found;
  if (only !== undefined && found.length === 1) return idOf(only.passId);
  const details = found.map(({ passId, subject }) => `${passId}${subject === null ? '' : ` for ${subject}`}`);
  if (found.length > 1) return failed('not-found', `${word} may be ${found.length} passes. Say which.`, { details });
  return failed('not-found', `There is no open pass ${word}. The newest pass is ${newest.passId} (or: latest).`);
}

export async function passOf(client: Client, word: string | undefined): Promise<Result<PassView>> {
  const passId = await choosePass(client, word);
  return passId.ok ? client.call('checklists.pass', { passId: passId.value }) : passId;
}

function idOf(text: string): Result<PassId> {
  const passId = passIdSchema.safeParse(text);
  return passId.success ? ok(passId.data) : failed('not-found', `There is no pass ${text}.`);
}
