import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, isCanonical } from '../../main/domain/audit/canonical.ts';

describe('canonical JSON', () => {
  it('prints the example of RFC 8785 section 3.2.2 exactly', () => {
    const value: unknown = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`);
    expect(canonical(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('orders keys by UTF-16 code units, as the example of RFC 8785 section 3.2.3 does', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonical(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  });

  it('orders keys that look like numbers as text', () => {
    expect(canonical({ 10: 'b', 9: 'c', 1: 'a' })).toBe('{"1":"a","10":"b","9":"c"}');
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [5e-324, '5e-324'],
    [-5e-324, '-5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [9007199254740992, '9007199254740992'],
    [295147905179352830000, '295147905179352830000'],
    [1e21, '1e+21'],
    [1e23, '1e+23'],
    [999999999999999700000, '999999999999999700000'],
    [333333333.3333332, '333333333.3333332'],
    [-0.0000033333333333333333, '-0.0000033333333333333333'],
    [1424953923781206.2, '1424953923781206.2'],
  ])('prints the number %d of RFC 8785 appendix B as %s', (value, text) => {
    expect(canonical(value)).toBe(text);
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['half of a surrogate pair', 'a\ud800b'],
    ['half of a surrogate pair in a key', { '\udc00': 1 }],
    ['undefined', undefined],
    ['undefined in an array', [undefined]],
    ['a hole in an array', new Array(1)],
    ['a bigint', 1n],
    ['a date', new Date(0)],
    ['a map', new Map()],
  ])('throws for %s', (_name, value) => {
    expect(() => canonical(value)).toThrow(TypeError);
  });

  it('leaves out a member whose value is undefined', () => {
    expect(canonical({ b: undefined, a: 1 })).toBe('{"a":1}');
  });

  it('is the same for every order of keys and survives being read back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' })), (value) => {
        const text = canonical(value);
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonical(reversed)).toBe(text);
        expect(canonical(JSON.parse(text))).toBe(text);
        expect(isCanonical(text, JSON.parse(text))).toBe(true);
      }),
    );
  });

  it.each([
    '{"b":1,"a":2}',
    '{"a": 1}',
    '[1.0]',
    '[-0]',
    '["\\u0041"]',
    '{"a":1,"a":1}',
    '["\\ud800"]',
    '{"9":1,"10":2}',
  ])('knows that %s is not canonical', (text) => {
    expect(isCanonical(text, JSON.parse(text))).toBe(false);
  });
});
