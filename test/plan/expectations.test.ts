import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  jsonAt,
  judgeHttp,
  judgeShell,
  judgeText,
  readJsonPath,
  readOutputLines,
  resolveHttpExpect,
  takeOutputs,
} from '../../main/domain/plan/index.ts';
import { yardsticksOf } from '../support/yardstick.ts';

const shell = { exit: [0, 3], stdout: null, stderr: null };
const http = { status: [], headers: {}, json: {}, body: null };

describe('what a command answers', () => {
  it('holds when code and texts are as expected, and says each thing that does not', () => {
    expect(judgeShell(shell, { exitCode: 3, stdout: '', stderr: '' })).toEqual([]);
    const expected = { ...shell, stdout: { contains: 'ok', not: 'ERROR' }, stderr: { matches: '^warn' } };
    expect(judgeShell(expected, { exitCode: 1, stdout: 'ERROR', stderr: 'x' })).toEqual([
      'Exit code 1, expected 0 or 3.',
      'stdout does not contain "ok".',
      'stdout contains "ERROR".',
      'stderr does not match /^warn/.',
    ]);
    expect(judgeShell(shell, { exitCode: null, stdout: '', stderr: '' })).toEqual([
      'Exit code unknown, expected 0 or 3.',
    ]);
  });

  it('is searched line by line, with either kind of line end', () => {
    expect(judgeText('stdout', { matches: '^done$' }, 'a\r\ndone\r\nb')).toEqual([]);
    expect(judgeText('stdout', { matches: 'a.b' }, 'a\nb')).toHaveLength(1);
  });

  it('is judged in good time, whatever the output', async () => {
    const judging = await yardsticksOf(() => {
      judgeText('stdout', { matches: 'a.*b.*c' }, `${'a'.repeat(200_000)}\n`.repeat(5));
      judgeText('stdout', { matches: '(x|y)*z' }, 'xy'.repeat(500_000));
      judgeText('stdout', { contains: 'needle', not: 'thread' }, 'hay'.repeat(5_000_000));
    });
    expect(judging).toBeLessThan(40);
  });
});

describe('what a server answers', () => {
  it('holds for any success when no status is expected', () => {
    expect(judgeHttp(http, { status: 204, headers: {}, body: '' })).toEqual([]);
    expect(judgeHttp(http, { status: 302, headers: {}, body: '' })).toEqual(['Status 302, expected 200 to 299.']);
  });

  it('is compared as JSON values, headers without regard to case of names', () => {
    const expected = {
      ...http,
      status: [200],
      headers: { 'X-A': 'b' },
      json: { '$.a.b[0]': { c: 1, d: [null] }, '$.n': 1 },
    };
    const body = '{"a":{"b":[{"d":[null],"c":1}]},"n":"1"}';
    expect(judgeHttp(expected, { status: 200, headers: { 'x-a': 'b' }, body })).toEqual(['$.n is "1", expected 1.']);
    expect(judgeHttp(expected, { status: 200, headers: {}, body: '<html>' })).toEqual([
      'Header X-A is missing, expected "b".',
      'The body is not JSON.',
    ]);
  });

  it('is compared with values filled in; what has none is named', () => {
    const expected = {
      ...http,
      json: { '$.v': '${{ inputs.v }}', '$.w': ['${{ inputs.w }}'] },
      body: { contains: '${{ inputs.v }}' },
    };
    const resolved = resolveHttpExpect(expected, (reference) => (reference === 'inputs.v' ? '1"' : null));
    expect(resolved.expect).toMatchObject({ json: { '$.v': '1"' }, body: { contains: '1"' } });
    expect(resolved.unresolved).toEqual(['inputs.w']);
  });
});

describe('a JSON path', () => {
  it('reads names, positions and quoted names, and nothing else', () => {
    expect(readJsonPath("$.a-b[3]['c d']")).toEqual(['a-b', 3, 'c d']);
    for (const path of ['', 'a', '$.', '$..a', '$[*]', '$.a[-1]', '$[?(@.a)]']) expect(readJsonPath(path)).toBeNull();
  });

  it('finds only what a value itself holds', () => {
    expect(jsonAt({ a: [1, { b: null }] }, '$.a[1].b')).toBeNull();
    for (const path of ['$.constructor', '$.a.length', '$.a[2]', '$.toString'])
      expect(jsonAt({ a: [1, 2] }, path)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.string(),
        (value, path) => void jsonAt(JSON.parse(JSON.stringify(value)), `$${path}`),
      ),
    );
  });
});

describe('outputs', () => {
  it('are taken by path and by pattern, and a rule that finds nothing is named', () => {
    const rules = {
      id: { json: '$.id' },
      all: { json: '$' },
      none: { json: '$.x' },
      re: { regex: '"id": ?(\\d+)' },
      no: { regex: 'zzz' },
    };
    expect(takeOutputs(rules, '{"id": 7}')).toEqual({
      outputs: { id: '7', all: '{"id":7}', re: '7' },
      missing: ['Output none: nothing stands at $.x.', 'Output no: nothing matches /zzz/.'],
    });
  });

  it('are read from lines name=value; the last one of a name counts', () => {
    expect(readOutputLines('id=1\r\nid=2=3\n\nnot a line\nempty=\n')).toEqual({
      outputs: { id: '2=3', empty: '' },
      missing: ['Line 4 of $HP_OUTPUT is not of the form name=value.'],
    });
  });
});
