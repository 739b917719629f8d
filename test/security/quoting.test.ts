import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText } from '../../main/core/capture/redactor.ts';
import { secretForms } from '../../main/core/capture/secret-forms.ts';

/** Left alone by every quoting, so that it shows wherever a secret was not recognised; one of its own for each. */
const middle = (index: number) => `k4n${String(index).padStart(5, '0')}rY`;
const MIDDLE = /k4n\d{5}rY/g;
const count = process.env.HOLDPOINT_SECURITY === 'full' ? 3_000 : 200;

const printable = fc.string({ unit: 'grapheme-ascii', maxLength: 8 });
const secrets = fc
  .sample(fc.tuple(printable, printable), { numRuns: count, seed: 7 })
  .map(([before, after], index) => `${before}${middle(index)}${after}`.trim());

/** How real shells and programs print their arguments, one way after the other. */
const ways: readonly [string, string, readonly string[]][] = [
  ['bash’s printf %q', 'bash', ['-c', 'for s in "$@"; do printf "%q\\n" "$s"; done', 'bash']],
  ['bash’s set -x', 'bash', ['-c', 'set -x; for s in "$@"; do : "$s"; done', 'bash']],
  ['bash’s @Q', 'bash', ['-c', 'for s in "$@"; do echo "${s@Q}"; done', 'bash']],
  ['bash’s declare -p', 'bash', ['-c', 'for s in "$@"; do declare -p s; done', 'bash']],
  ['sh’s set -x', 'sh', ['-c', 'set -x; for s in "$@"; do : "$s"; done', 'sh']],
  ['sh’s export -p', 'sh', ['-c', 'for S in "$@"; do export S; export -p; done', 'sh']],
  ['printf of coreutils', '/usr/bin/printf', ['%q\\n']],
  [
    'Node’s JSON',
    process.execPath,
    ['-e', 'for (const s of process.argv.slice(1)) console.log(JSON.stringify(s))', '--'],
  ],
  ['Node’s inspect', process.execPath, ['-e', 'for (const s of process.argv.slice(1)) console.log([s])', '--']],
  [
    'a form',
    process.execPath,
    ['-e', 'for (const s of process.argv.slice(1)) console.log(new URLSearchParams({ s }).toString())', '--'],
  ],
  [
    'a URL’s password',
    process.execPath,
    [
      '-e',
      'for (const s of process.argv.slice(1)) { const u = new URL("http://h/"); u.password = s; u.searchParams.set("q", s); console.log(u.href) }',
      '--',
    ],
  ],
];

describe('what real programs make of a secret', () => {
  it.each(ways)('%s prints nothing that is not recognised', (_name, program, args) => {
    const { stdout, stderr } = spawnSync(program, [...args, ...secrets], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    });
    const said = stdout + stderr;
    expect(new Set(said.match(MIDDLE)).size).toBe(secrets.length);
    const left = redactText(secretForms(secrets), said)
      .split('\n')
      .filter((line) => line.search(MIDDLE) >= 0);
    expect(left.slice(0, 20)).toEqual([]);
  });
});
