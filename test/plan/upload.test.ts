import { describe, expect, it } from 'vitest';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { judgeDocument } from '../../main/domain/plan/index.ts';
import { runbookOf } from '../core/runbooks.ts';

function rulesOf(keys: string): readonly string[] {
  const text = runbookOf(
    `
  - id: ship
    kind: upload
    title: Ship
    responsible: Release manager
    targets: name=web-01
    duration: 1m
${keys}`,
    "inputs:\n  - { name: version, default: '4.2' }\n  - { name: token, secret: true }\n",
  );
  return judgeDocument(text, resolveWallTime)
    .findings.filter(({ severity }) => severity !== 'warning')
    .map(({ rule }) => rule);
}

describe('an upload step', () => {
  it.each([
    [
      'a file beside the runbook',
      "    file: dist/a-${{ inputs.version }}.tgz\n    to: /opt/a.tgz\n    mode: '0644'\n",
      [],
    ],
    [
      'a shelved artifact, and a name of the target',
      '    artifact: orders\n    to: ~/orders-${{ target.name }}.bin\n',
      [],
    ],
    ['retry alone, for repeating is safe', '    artifact: a\n    to: /a\n    retry: { attempts: 3 }\n', []],
    ['neither file nor artifact', '    to: /opt/a\n', ['missing-key']],
    ['both', '    file: a\n    artifact: b\n    to: /opt/a\n', ['too-many-keys']],
    ['a relative destination', '    file: a\n    to: opt/a\n', ['bad-destination']],
    ['a folder as destination', '    file: a\n    to: /opt/a/\n', ['bad-destination']],
    ['a way up', '    file: a\n    to: /opt/../etc/a\n', ['bad-destination']],
    ['a secret in the path', '    file: a\n    to: /opt/${{ secrets.token }}\n', ['secret-in-path']],
    [
      'a source known only at the start of the step',
      '    file: ${{ target.name }}.tgz\n    to: /opt/a\n',
      ['late-reference'],
    ],
    ['half a digest', '    artifact: sha256:abc\n    to: /opt/a\n', ['bad-digest']],
    ['an owner with a blank', "    file: a\n    to: /opt/a\n    owner: 'root; id'\n", ['bad-owner']],
    ['a rollout', '    file: a\n    to: /opt/a\n    rollout: { batches: [1, 100%] }\n', ['not-executable-yet']],
  ] as const)('with %s', (_what, keys, rules) => {
    expect(rulesOf(keys)).toEqual(rules);
  });
});
