import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdpoint } from '../support/holdpoint-process.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

const COUNT = 20;
const BROKEN = 'web-07';
const names = Array.from({ length: COUNT }, (_, index) => `web-${String(index + 1).padStart(2, '0')}`);
const addressOf = (index: number) => `127.0.9.${(index % 10) + 1}`;

/** Twenty targets over ten loopback addresses of one real sshd; hosts are told apart by what the step is told. */
function runbook(sshd: Sshd): string {
  const inventory = names.map(
    (name, index) =>
      `  - { name: ${name}, kind: ssh, host: ${addressOf(index)}, port: ${sshd.port}, user: ${sshd.user}, identity: ${sshd.identity}, labels: { tier: web } }`,
  );
  return `apiVersion: holdpoint/v1
kind: Runbook
key: twenty
title: Twenty targets
timezone: Europe/Berlin
inputs:
  - { name: note, required: true }
inventory:
${inventory.join('\n')}
people:
  - { role: Lead, name: Robin Meyer }
steps:
  - id: patch
    kind: ssh
    title: Patch the web tier
    responsible: Lead
    targets: tier=web
    duration: 1m
    run: |
      [ "$HP_TARGET_NAME" != ${BROKEN} ] || [ -f "$HOME/mended" ] || { echo "disk is full" >&2; exit 42; }
      echo patched >> "$HOME/done-$HP_TARGET_NAME"
      printf '%s' "$HP_INPUT_NOTE" > "$HOME/note-$HP_TARGET_NAME"
  - id: after
    kind: ssh
    title: Only after all of them
    responsible: Lead
    after: [patch]
    start: auto
    targets: name=web-01
    run: ls "$HOME" | grep -c '^done-'
    duration: 1m
`;
}

const hostile = `$(touch pwned) \`touch pwned\` '; touch pwned; ' " && touch pwned\n; touch pwned #\\`;

describe('one step on twenty targets of which one fails', () => {
  let folder: string;
  let workspace: string;
  let sshd: Sshd;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-twenty-'));
    workspace = path.join(folder, 'workspace');
    const more = Array.from({ length: 9 }, (_, index) => `ListenAddress ${addressOf(index + 1)}`);
    sshd = await startSshd({ host: addressOf(0), config: more });
    writeFileSync(path.join(folder, 'twenty.yaml'), runbook(sshd));
  });

  afterAll(async () => {
    await sshd.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const inWorkspace = (...args: string[]) => holdpoint([...args, '--workspace', workspace]);
  const done = () => readdirSync(sshd.home).filter((name) => name.startsWith('done-'));

  it('refuses unknown host keys with the fingerprints in one list, and stores no run', async () => {
    const refused = await inWorkspace('run', path.join(folder, 'twenty.yaml'), '--go', '--input', 'note=x');
    expect(refused.code).toBe(5);
    expect(refused.stderr + refused.stdout).toMatch(/SHA256:/);
    expect(refused.stderr + refused.stdout).toContain('--trust-new-hosts');
    expect(done()).toEqual([]);
  });

  it('holds with 19 results standing', async () => {
    const held = await inWorkspace(
      'run',
      path.join(folder, 'twenty.yaml'),
      '--go',
      '--trust-new-hosts',
      '--input',
      `note=${hostile}`,
    );
    expect({ code: held.code, said: held.stdout + held.stderr }).toMatchObject({ code: 3 });
    expect(held.stdout + held.stderr).toContain('disk is full');
    expect(done()).toHaveLength(COUNT - 1);
    expect(done()).not.toContain(`done-${BROKEN}`);
  });

  it('says why it stands still and what would lift it', async () => {
    const why = await inWorkspace('why', 'latest', 'after');
    expect(why.stdout).toContain('Patch the web tier');
    expect((await inWorkspace('status', 'latest')).stdout).toMatch(/19/);
  });

  it('completes when the failed target alone is retried', async () => {
    writeFileSync(path.join(sshd.home, 'mended'), '');
    expect((await inWorkspace('act', 'latest', 'patch', 'retry-failed', '--by', 'Robin Meyer')).code).toBe(0);
    const resumed = await inWorkspace('resume', 'latest', '--go');
    expect({ code: resumed.code, said: resumed.stdout + resumed.stderr }).toMatchObject({ code: 0 });
    for (const name of names) expect(readFileSync(path.join(sshd.home, `done-${name}`), 'utf8')).toBe('patched\n');
  });

  it('kept every value as text on the targets', () => {
    for (const name of names) expect(readFileSync(path.join(sshd.home, `note-${name}`), 'utf8')).toBe(hostile);
    expect(readdirSync(sshd.home)).not.toContain('pwned');
  });

  it('tells the story in the report, and the workspace verifies', async () => {
    const out = path.join(folder, 'report.md');
    expect((await inWorkspace('report', 'latest', '--format', 'md', '--out', out)).code).toBe(0);
    const report = readFileSync(out, 'utf8');
    expect(report).toContain('Twenty targets');
    expect(report).toContain('exit 42');
    expect(report).toMatch(/web-07[\s\S]*retr/i);
    const verified = await holdpoint(['verify', workspace]);
    expect({ code: verified.code, said: verified.stderr }).toMatchObject({ code: 0 });
  });
});
