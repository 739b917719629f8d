import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askClient } from '../../../../main/adapters/ssh/config/client-answer.ts';
import { ConfigFiles } from '../../../../main/adapters/ssh/config/config-files.ts';
import { type Asked, evaluate } from '../../../../main/adapters/ssh/config/evaluate.ts';
import { findClient, Resolver } from '../../../../main/adapters/ssh/config/resolver.ts';
import { settingsOf } from '../../../../main/adapters/ssh/config/settings.ts';
import type { Endpoint } from '../../../../main/adapters/ssh/endpoint.ts';
import { yardsticksOf } from '../../../support/yardstick.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {} };
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hp-config-'));
  mkdirSync(join(folder, '.ssh'));
  file = join(folder, '.ssh', 'config');
});
afterEach(() => rmSync(folder, { recursive: true }));

const asked = (host: string, more: Partial<Asked> = {}): Asked => ({
  host,
  user: null,
  port: null,
  localUser: execFileSync('id', ['-un'], { encoding: 'utf8' }).trim(),
  ...more,
});

async function read(about: Asked) {
  const places = { home: folder, userFile: file, systemFile: '/nonexistent' };
  return evaluate(await new ConfigFiles(places).files(), about);
}

const texts: Readonly<Record<string, string>> = {
  'the first value wins, IdentityFile and CertificateFile gather': `
    Host web-*
      User first
      IdentityFile ~/.ssh/one
      CertificateFile ~/.ssh/one-cert.pub
    Host *
      User second
      Port 2200
      IdentityFile ~/.ssh/two`,
  'a negated pattern keeps a host out': `
    Host web-* !web-9
      Port 2201
    Host web-?
      User one`,
  'Match on host, originalhost, user and all': `
    Host web-1
      HostName web-1.example.com
      User deploy
    Match host *.example.com user deploy
      Port 2202
    Match originalhost web-2,web-3
      Port 2203
    Match !originalhost web-1
      ConnectTimeout 7
    Match all
      ServerAliveInterval 11`,
  'ProxyJump and ProxyCommand: whichever stands first': `
    Host web-1
      ProxyJump a@one:22,two
    Host web-9
      ProxyCommand nc -X 5 %h %p
    Host *
      ProxyJump three`,
  'equal signs, quotes, comments and odd blanks': `
    Host=web-1   "web-9"
      User = joe   # somebody
      IdentityFile "~/my keys/id"
      HostKeyAlias\talias-1`,
  'lists of algorithms, known_hosts of its own, agent': `
    Host web-*
      UserKnownHostsFile /etc/one /etc/two
      GlobalKnownHostsFile none
      IdentityAgent /run/agent.sock
      IdentitiesOnly yes
      PreferredAuthentications publickey,password
      PasswordAuthentication no`,
};
const hosts = ['web-1', 'web-2', 'web-9', 'other', '10.0.0.1'];

describe('what we read ourselves is what ssh -G says', () => {
  it.each(Object.entries(texts))('%s', async (_name, text) => {
    writeFileSync(file, text);
    const client = findClient();
    if (client === null) throw new Error('There is no ssh in PATH: apt-get install openssh-client');
    for (const host of hosts) {
      for (const more of [{}, { user: 'deploy' }, { port: 2222 }]) {
        const ours = await read(asked(host, more));
        expect(ours.isBeyond).toBe(false);
        const theirs = await askClient(client, asked(host, more), file);
        if (theirs === null) throw new Error('ssh refuses this text');
        expect({ host, more, ...settingsOf(ours.words) }).toEqual({
          ...{ host, more, ...settingsOf(theirs) },
          // ssh -G prints its own host name where none is set.
          hostName: settingsOf(theirs).hostName ?? settingsOf(ours.words).hostName,
        });
      }
    }
  });

  it('Include: by pattern, relative to ~/.ssh, within a Host block only for that host', async () => {
    mkdirSync(join(folder, '.ssh', 'conf.d'));
    writeFileSync(join(folder, '.ssh', 'conf.d', 'a'), 'Host web-1\n  Port 2301\n');
    writeFileSync(join(folder, '.ssh', 'conf.d', 'b'), 'User everywhere\n');
    writeFileSync(join(folder, '.ssh', 'only-2'), 'Port 2302\n');
    writeFileSync(file, 'Include conf.d/*\nHost web-2\n  Include only-2\n');
    const portOf = async (host: string) => settingsOf((await read(asked(host))).words);
    expect(await portOf('web-1')).toMatchObject({ port: 2301, user: 'everywhere' });
    expect(await portOf('web-2')).toMatchObject({ port: 2302, user: 'everywhere' });
    expect(await portOf('web-3')).toMatchObject({ port: null, user: 'everywhere' });
  });

  it.each(['Match exec "true"\n  Port 9', 'CanonicalizeHostname yes', 'User ${LOGNAME}', 'Match tagged x\n Port 1'])(
    'leaves to the client what only it can tell: %s',
    async (text) => {
      writeFileSync(file, text);
      expect((await read(asked('web-1'))).isBeyond).toBe(true);
    },
  );
});

describe('the resolver', () => {
  const endpoint: Endpoint = {
    ...{ host: 'web-1', port: 22, user: 'me', identity: null, jump: null, transport: 'ssh2' },
    stated: { user: false, port: false, jump: false },
  };

  it('asks the client for Match exec, and sees a change of the file', async () => {
    const resolver = new Resolver({ home: folder, osUser: 'me', systemConfigFile: '/nonexistent', log: silent });
    writeFileSync(file, 'Match exec "test %h = web-1"\n  Port 2401\n');
    expect(await resolver.route(endpoint)).toMatchObject({ ok: true, value: { endpoint: { port: 2401 } } });
    writeFileSync(file, 'Host *\n  Port 2402\n');
    await expect.poll(async () => resolver.route(endpoint)).toMatchObject({ value: { endpoint: { port: 2402 } } });
  });

  it('lets the document win over the file', async () => {
    writeFileSync(file, 'Host *\n  Port 2402\n  User they\n  ProxyJump b\n');
    const resolver = new Resolver({ home: folder, osUser: 'me', systemConfigFile: '/nonexistent', log: silent });
    const stated = { user: true, port: true, jump: true };
    const route = await resolver.route({ ...endpoint, stated });
    expect(route).toMatchObject({ value: { endpoint: { port: 22, user: 'me', jump: null } } });
  });

  it('gives up a way that goes in circles', async () => {
    writeFileSync(file, 'Host web-1\n  ProxyJump web-2\nHost web-2\n  ProxyJump web-1\n');
    const resolver = new Resolver({ home: folder, osUser: 'me', systemConfigFile: '/nonexistent', log: silent });
    expect(await resolver.route(endpoint)).toMatchObject({ ok: false, trouble: { kind: 'unreachable' } });
  });

  it('costs no process and next to no time for a thousand hosts', async () => {
    writeFileSync(
      file,
      `${Array.from({ length: 500 }, (_, i) => `Host web-${i}\n  Port ${2000 + i}\n`).join('')}Host *\n  User deploy\n`,
    );
    const resolver = new Resolver({
      home: folder,
      osUser: 'me',
      client: null,
      systemConfigFile: '/nonexistent',
      log: silent,
    });
    const asking = await yardsticksOf(async () => {
      for (let i = 0; i < 1000; i++) await resolver.route({ ...endpoint, host: `web-${i}` });
    });
    expect(asking).toBeLessThan(20);
  });
});
