import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateIn, KeyFiles, presentKey, publicBlobBeside } from '../../../main/adapters/ssh/key-files.ts';
import { PersonAnswers } from '../../../main/adapters/ssh/person-answers.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hp-key-files-'));
  for (const name of ['pipe', 'pipe.pub']) execFileSync('mkfifo', [join(folder, name)]);
  writeFileSync(join(folder, 'long'), Buffer.alloc(2 * 1024 * 1024, 65));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a key file that a document names', () => {
  it.each(['pipe', 'long', '.', '/dev/zero'])('is refused and not waited for when it is %s', async (name) => {
    const path = name.startsWith('/') ? name : join(folder, name);
    const keys = new KeyFiles(new PersonAnswers(async () => null));
    for (const found of [await keys.key(path), await presentKey(path)]) {
      expect(found).toMatchObject({ ok: false, trouble: { kind: 'identity' } });
      expect(found.ok ? '' : found.trouble.sentence).toContain('no plain file of a key');
    }
  });

  it('has no public half and no certificate in a pipe', async () => {
    expect(await publicBlobBeside(join(folder, 'pipe'))).toBeNull();
    expect(await certificateIn(join(folder, 'pipe'))).toBeNull();
  });

  it('is never quoted: what is no key stays what only its owner reads', async () => {
    const path = join(folder, 'shadow');
    writeFileSync(path, 'root:$6$salt$verysecrethash:19000:0:99999:7:::\n');
    const keys = new KeyFiles(new PersonAnswers(async () => null));
    expect(JSON.stringify([await keys.key(path), await presentKey(path)])).not.toContain('verysecrethash');
  });
});
