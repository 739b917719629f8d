/** A name and a value nobody should send. Deep and long ones are below the message cap: the transport lets them in. */
export type Hostile = readonly [name: string, value: unknown];

/** `__proto__` as an own member, as `JSON.parse` makes it and an object literal does not. */
const withProto: unknown = JSON.parse(
  '{"__proto__":{"isAdmin":true,"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
);

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let at = 0; at < depth; at += 1) value = at % 2 === 0 ? [value] : { deeper: value };
  return value;
}

export const hostileValues: readonly Hostile[] = [
  ['null', null],
  ['nothing', undefined],
  ['true', true],
  ['zero', 0],
  ['minus one', -1],
  ['a fraction', 0.5],
  ['the largest number', Number.MAX_VALUE],
  ['past the safe integers', 2 ** 53],
  ['a year that no clock shows', 8.64e15 + 1],
  ['not a number', Number.NaN],
  ['an empty text', ''],
  ['a list', ['a', 1]],
  ['an empty object', {}],
  ['prototype members', withProto],
  ['an object that poses as a text', { length: 3, toString: 'x', valueOf: 1 }],
  ['the name __proto__', '__proto__'],
  ['the name constructor', 'constructor'],
  ['the name toString', 'toString'],
  ['a text of 2 MB', 'x'.repeat(2_000_000)],
  ['2,000 levels', nested(2_000)],
  ['a lone surrogate', 'a\ud800b'],
  ['a longer text with half a character', 'long enough \ud800 for a secret'],
  ['the other half', '\udfffa'],
  ['a NUL', 'a\0b'],
  ['a line break', 'a\r\nSet-Cookie: x=1'],
  ['a terminal’s commands', '\u001b]0;owned\u0007\u001b[2J'],
  ['a text that turns round', '\u202egnp.exe'],
  ['a path up', '../../../../victim'],
  ['a path up, in percents', '..%2f..%2fvictim'],
  ['a path up, for Windows', '..\\..\\victim'],
  ['an absolute path', '/etc/passwd'],
  ['a file address', 'file:///etc/passwd'],
  ['a share', '\\\\evil.example\\share'],
  ['a shell’s substitution', '$(touch victim)`touch victim`;touch victim'],
  ['SQL', "'; DROP TABLE events; --"],
  ['a LIKE and MATCH pattern', '%_"*^ NEAR('],
  ['HTML', '<img src=x onerror=alert(1)><script>alert(1)</script>'],
  ['a placeholder', '${{ secrets.token }}'],
  ['an alias bomb', 'a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c,*c,*c]'],
  ['a YAML tag', '!!js/function "function(){}"'],
];
