import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CreditGate } from '../../../main/adapters/ssh/credit-gate.ts';
import { MarkScanner } from '../../../main/adapters/ssh/mark-scanner.ts';
import { payloadOf, quoted, refusalOf } from '../../../main/adapters/ssh/payload.ts';

describe('a mark', () => {
  it('is found however the bytes are cut, and everything before it passes unchanged', () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array.map((byte) => byte % 3)));
    fc.assert(
      fc.property(bytes, bytes, fc.array(fc.nat(8)), (before, after, cuts) => {
        const mark = '\x01\x02\x01\x01';
        fc.pre(
          !Buffer.concat([before, Buffer.from(mark)])
            .subarray(0, -1)
            .includes(mark),
        );
        const scanner = new MarkScanner(mark);
        let rest = Buffer.concat([before, Buffer.from(mark), after]);
        const passed: Buffer[] = [];
        for (let i = 0; rest.length > 0; i++) {
          const size = 1 + (cuts[i] ?? 3);
          const result = scanner.feed(rest.subarray(0, size));
          rest = rest.subarray(size);
          passed.push(result.before);
          if (result.after !== null) {
            expect(Buffer.concat(passed).equals(before)).toBe(true);
            expect(Buffer.concat([result.after, rest]).equals(after)).toBe(true);
            return;
          }
        }
        expect.unreachable('the mark was not found');
      }),
    );
  });

  it('that never comes gives back what was held for it', () => {
    const scanner = new MarkScanner('abcd');
    expect(scanner.feed(Buffer.from('xxabc')).before.toString()).toBe('xx');
    expect(scanner.rest().toString()).toBe('abc');
  });
});

describe('credit', () => {
  it('passes exactly what is granted, in order, with offsets that count each stream', () => {
    const out: string[] = [];
    const backlogs: boolean[] = [];
    const gate = new CreditGate(
      { stdout: 10, stderr: 0 },
      {
        output: (stream, offset, bytes) => out.push(`${stream}@${offset}:${bytes}`),
        backlog: (isBacklogged) => backlogs.push(isBacklogged),
      },
    );
    gate.push('stdout', Buffer.from('abcdef'));
    gate.push('stderr', Buffer.from('xyz'));
    gate.grant(4);
    gate.grant(3);
    gate.grant(100);
    expect(out).toEqual(['stdout@10:abcd', 'stdout@14:ef', 'stderr@0:x', 'stderr@1:yz']);
    expect(backlogs).toEqual([true, true, false]);
    expect(gate.accepted).toEqual({ stdout: 16, stderr: 3 });
  });
});

describe('a payload', () => {
  it('quotes so that nothing but the quote itself is changed', () => {
    expect(quoted("a'b")).toBe("'a'\\''b'");
  });

  it('ends with its mark, so that half of it is never run', () => {
    const payload = payloadOf({ script: '#hp-end', shell: 'bash -e', env: {}, cwd: null });
    expect(payload.endsWith("\nset -- 'bash' '-e'\n#hp-end")).toBe(true);
  });

  it('refuses what a target could not receive', () => {
    expect(refusalOf({ script: 'a\0b', shell: 'sh', env: {}, cwd: null })).toContain('NUL');
    expect(refusalOf({ script: '', shell: ' ', env: {}, cwd: null })).toContain('shell');
    expect(refusalOf({ script: '', shell: 'sh', env: { PATH: '/x', A_1: '' }, cwd: '/tmp' })).toBeNull();
  });
});
