import type { YAMLParseError } from 'yaml';

/** Something wrong with the text itself, at an offset. */
export interface TextFault {
  readonly rule: string;
  readonly offset: number;
  readonly message: string;
  readonly cure: string;
}

const quoteCure = 'Put the whole text in quotes.';

/** Says in Holdpoint's words what the YAML reader met; the classic misreadings have sentences of their own. */
export function faultOf(error: YAMLParseError, source: string): TextFault {
  const offset = error.pos[0];
  const line = lineAround(source, offset);
  if (/^[ ]*\t/m.test(line) || /\n *\t/.test(source.slice(offset, error.pos[1] + 1))) return { offset, ...tab };
  if (/[{[,][^'"]*\$\{\{/.test(line)) {
    return {
      rule: 'yaml-placeholder',
      offset,
      message: 'A placeholder stands unquoted inside { } or [ ], where YAML reads its braces.',
      cure: 'Put it in single quotes, braces and dollar sign included.',
    };
  }
  return {
    offset,
    ...(classics[error.code] ?? {
      rule: 'yaml-syntax',
      message: sentence(error.message),
      cure: 'Correct the YAML at this place.',
    }),
  };
}

const colon = {
  rule: 'yaml-colon',
  message: 'A colon followed by a space stands inside unquoted text, where YAML begins a new key.',
  cure: quoteCure,
};
const tab = {
  rule: 'yaml-tab',
  message: 'A tab stands where YAML needs spaces.',
  cure: 'Indent with spaces.',
};
const classics: Readonly<Record<string, Omit<TextFault, 'offset'>>> = {
  TAB_AS_INDENT: tab,
  BLOCK_AS_IMPLICIT_KEY: colon,
  BLOCK_IN_FLOW: colon,
  BAD_SCALAR_START: {
    rule: 'yaml-reserved',
    message: 'Unquoted text cannot begin with this character.',
    cure: quoteCure,
  },
};

function sentence(message: string): string {
  const first = message.split('\n')[0] ?? message;
  return `The YAML cannot be read here: ${first}${first.endsWith('.') ? '' : '.'}`;
}

function lineAround(source: string, offset: number): string {
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  const end = source.indexOf('\n', offset);
  return source.slice(start, Math.min(end === -1 ? source.length : end, start + 1000));
}
