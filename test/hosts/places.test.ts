import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../main/hosts/version.ts';
import { workspaceDir } from '../../main/hosts/workspace-dir.ts';

describe('the workspace', () => {
  it.each([
    ['/named', { HOLDPOINT_WORKSPACE: '/env' }, 'linux', '/named'],
    [undefined, { HOLDPOINT_WORKSPACE: '/env', XDG_DATA_HOME: '/data' }, 'linux', '/env'],
    [undefined, { XDG_DATA_HOME: '/data' }, 'linux', '/data/holdpoint'],
    [
      undefined,
      { HOLDPOINT_WORKSPACE: '', XDG_DATA_HOME: '' },
      'linux',
      path.join(homedir(), '.local/share/holdpoint'),
    ],
    [undefined, {}, 'darwin', path.join(homedir(), 'Library/Application Support/Holdpoint')],
    [undefined, { APPDATA: '/roaming' }, 'win32', '/roaming/Holdpoint'],
  ] as const)('named %s with %o on %s is %s', (...[named, env, platform, expected]) => {
    expect(workspaceDir(named, env, platform)).toBe(expected);
  });
});

it('the version is the one of package.json', () => {
  const file = path.resolve(import.meta.dirname, '../../package.json');
  expect(VERSION).toBe(JSON.parse(readFileSync(file, 'utf8')).version);
});
