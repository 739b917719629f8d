import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHoldpoint } from '../../support/holdpoint-process.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-children-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(['ssh2', 'openssh'])(
  'no program started for a connection over %s inherits our secrets',
  {
    timeout: 120_000,
  },
  async (transport) => {
    const home = path.join(folder, transport);
    mkdirSync(path.join(home, '.ssh'), { recursive: true });
    const seen = path.join(home, 'seen');
    const spy = path.join(home, 'spy');
    writeFileSync(spy, `#!/bin/sh\nenv >>'${seen}'\nexit 1\n`);
    chmodSync(spy, 0o755);
    writeFileSync(path.join(home, '.ssh', 'config'), `Host behind\n  ProxyCommand ${spy}\n`);
    const file = path.join(home, 'production.yaml');
    writeFileSync(
      file,
      `apiVersion: holdpoint/v1
kind: Environment
key: production
title: Production
rank: 30
inventory: [{ name: web-01, kind: ssh, host: behind, user: deploy, transport: ${transport} }]
`,
    );
    const words = ['targets', 'check', file, '--workspace', path.join(home, 'ws')];
    const secrets = {
      HOLDPOINT_VAULT_PASSPHRASE: 'canary-of-the-vault',
      HOLDPOINT_VAULT_NEW_PASSPHRASE: 'canary-of-the-next',
      HOLDPOINT_SECRET_DB: 'canary-of-the-run',
    };
    const { stdout, stderr } = await startHoldpoint(words, { HOME: home, ...secrets }).finished;
    expect(existsSync(seen), stdout + stderr).toBe(true);
    const environment = readFileSync(seen, 'utf8');
    expect(environment).toContain(`HOME=${home}`);
    expect(environment).not.toContain('canary');
  },
);
