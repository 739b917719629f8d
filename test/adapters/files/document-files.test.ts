import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../../main/adapters/digest.ts';
import { documentFiles } from '../../../main/adapters/files/document-files.ts';

function place() {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-files-'));
  const workspaceDir = path.join(folder, 'workspace');
  mkdirSync(workspaceDir);
  const file = path.join(folder, 'book.yaml');
  return { folder, workspaceDir, file, files: documentFiles({ workspaceDir, digest: sha256 }) };
}

function sentence(answer: { ok: boolean; problem?: { message: string } }): string {
  return answer.problem?.message ?? '';
}

test('a file is replaced whole, keeps its rights, and leaves nothing beside it', async () => {
  const { folder, file, files } = place();
  writeFileSync(file, 'old\n');
  chmodSync(file, 0o640);
  expect(await files.write(file, 'new\n', sha256('old\n'))).toMatchObject({
    ok: true,
    value: { sha256: sha256('new\n') },
  });
  expect(readFileSync(file, 'utf8')).toBe('new\n');
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder).toSorted()).toEqual(['book.yaml', 'workspace']);
});

test('a file that is no longer what was seen is never written over', async () => {
  const { file, files } = place();
  writeFileSync(file, 'by vim\n');
  expect(await files.write(file, 'ours\n', sha256('old\n'))).toMatchObject({
    ok: false,
    problem: { code: 'conflict' },
  });
  expect(readFileSync(file, 'utf8')).toBe('by vim\n');
});

test('a file that vanished is told, and written again only by who saw it missing', async () => {
  const { file, files } = place();
  expect(await files.read(file)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  expect(sentence(await files.write(file, 'ours\n', sha256('old\n')))).toContain('is gone');
  expect(existsSync(file)).toBe(false);
  expect((await files.write(file, 'ours\n', null)).ok).toBe(true);
  writeFileSync(file, 'came back\n');
  expect(await files.write(file, 'ours\n', null)).toMatchObject({ problem: { code: 'conflict' } });
});

test('a folder, a link, a pipe and a text that is no UTF-8 have each their sentence', async () => {
  const { folder, file, files } = place();
  mkdirSync(path.join(folder, 'dir.yaml'));
  expect(sentence(await files.read(path.join(folder, 'dir.yaml')))).toContain('is a folder');
  writeFileSync(file, 'x\n');
  symlinkSync(file, path.join(folder, 'link.yaml'));
  expect(sentence(await files.read(path.join(folder, 'link.yaml')))).toContain(`Name the file itself: ${file}`);
  execFileSync('mkfifo', [path.join(folder, 'pipe.yaml')]);
  expect(sentence(await files.read(path.join(folder, 'pipe.yaml')))).toContain('is not a file');
  writeFileSync(file, Buffer.from([0x61, 0xff, 0xfe]));
  expect(sentence(await files.read(file))).toContain('not UTF-8');
});

test('a file of a gigabyte is refused by its size, before it is read', async () => {
  const { file, files } = place();
  writeFileSync(file, '');
  truncateSync(file, 1024 * 1024 * 1024);
  const started = performance.now();
  expect(await files.read(file)).toMatchObject({ ok: false, problem: { code: 'too-large' } });
  expect(performance.now() - started).toBeLessThan(2000);
});

test('nothing of the workspace is opened, not by a way around either', async () => {
  const { folder, workspaceDir, files } = place();
  writeFileSync(path.join(workspaceDir, 'holdpoint.yaml'), 'x\n');
  expect(sentence(await files.read(path.join(workspaceDir, 'holdpoint.yaml')))).toContain('workspace');
  symlinkSync(workspaceDir, path.join(folder, 'around'));
  expect(sentence(await files.read(path.join(folder, 'around', 'holdpoint.yaml')))).toContain('workspace');
});

test('only a whole path on this machine names a document', () => {
  const { files, file } = place();
  expect(files.named(` ${file} `)).toEqual({ ok: true, value: file });
  for (const wrong of [
    'book.yaml',
    '../book.yaml',
    '\\\\server\\share\\book.yaml',
    '//server/book.yaml',
    '/etc/passwd',
    '/a\0.yaml',
    '',
  ]) {
    expect(files.named(wrong).ok, wrong).toBe(false);
  }
});

test('a second name of one file is replaced without touching the first', async () => {
  const { folder, file, files } = place();
  writeFileSync(file, 'one\n');
  linkSync(file, path.join(folder, 'two.yaml'));
  await files.write(path.join(folder, 'two.yaml'), 'other\n', sha256('one\n'));
  expect(readFileSync(file, 'utf8')).toBe('one\n');
});

test('a second name of the workspace’s own database is not opened: closing it would drop its owner’s lock', async () => {
  const { workspaceDir, file, files } = place();
  const own = path.join(workspaceDir, 'owner.lock');
  writeFileSync(own, 'kind: Runbook\n');
  linkSync(own, file);
  expect(sentence(await files.read(file))).toContain('second name of a file of Holdpoint');
  expect(sentence(await files.write(file, 'new\n', sha256('kind: Runbook\n')))).toContain('second name');
  expect(readFileSync(own, 'utf8')).toBe('kind: Runbook\n');
});

test('a file that a group may write stays one, whatever the umask', async () => {
  const { file, files } = place();
  writeFileSync(file, 'old\n');
  chmodSync(file, 0o664);
  expect(await files.write(file, 'new\n', sha256('old\n'))).toMatchObject({ ok: true });
  expect(statSync(file).mode & 0o777).toBe(0o664);
});
