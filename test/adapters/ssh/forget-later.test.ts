import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../main/adapters/ssh/endpoint.ts';
import { ForgetLater } from '../../../main/adapters/ssh/forget-later.ts';

const endpoint = (host: string): Endpoint => ({
  ...{ host, port: 22, user: 'deploy', identity: null, jump: null, transport: 'ssh2' },
  stated: { user: true, port: true, jump: false },
});

function open() {
  const done: [string, readonly string[]][] = [];
  const later = new ForgetLater({
    forget: async ({ host }, folders) => {
      done.push([host, folders]);
    },
  });
  return { later, done };
}

describe('tidying up on targets', () => {
  it('waits until no attempt is at work, and takes what lies on one target at once', async () => {
    const { later, done } = open();
    const over = later.began();
    const tidied = [later.add(endpoint('a'), '1'), later.add(endpoint('b'), '2'), later.add(endpoint('a'), '3')];
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(done).toEqual([]);
    over();
    await Promise.all(tidied);
    expect(done).toEqual([
      ['a', ['1', '3']],
      ['b', ['2']],
    ]);
  });

  it('does not wait for ever', async () => {
    const { later, done } = open();
    later.began();
    await later.add(endpoint('a'), '1');
    expect(done).toEqual([['a', ['1']]]);
  });

  it('happens at once when the shell closes', async () => {
    const { later, done } = open();
    later.began();
    void later.add(endpoint('a'), '1');
    await later.flush();
    expect(done).toEqual([['a', ['1']]]);
  });
});
