import { z } from 'zod';
import { list, record, strict } from './document-object.ts';
import { anyText, integer, matching, oneOf, targetNameText, text, urlText, variableName } from './text-types.ts';

export const variableText = matching(
  'a name of a variable',
  variableName,
  'Begin with a letter or underscore; go on with letters, digits and underscores.',
);
export const environment = record(variableText, anyText);
const labels = record(
  matching('a label', /^[A-Za-z][A-Za-z0-9._/-]{0,62}$/, 'Begin with a letter; go on with letters, digits, . _ / -'),
  matching('a value of a label', /^[A-Za-z0-9._-]{0,127}$/, 'Use letters, digits, dots, hyphens and underscores.'),
);
const host = matching(
  'a host',
  /^[A-Za-z0-9:._%[\]-]{1,255}$/,
  'Write a host name or an address; the user and the port have keys of their own.',
);

/** What an ssh target may leave to `defaults`. */
export const targetDefaults = {
  identity: text.optional(),
  port: integer(1, 65_535).optional(),
  jump: text.optional(),
  runAs: text.optional(),
  shell: text.optional(),
  env: environment.optional(),
  stateDir: text.optional(),
  transport: oneOf(['ssh2', 'openssh']).optional(),
};

export const inventory = list(
  z.discriminatedUnion('kind', [
    strict({
      name: targetNameText,
      kind: z.literal('ssh'),
      host,
      user: text.optional(),
      labels: labels.optional(),
      ...targetDefaults,
    }),
    strict({ name: targetNameText, kind: z.literal('http'), baseUrl: urlText, labels: labels.optional() }),
  ]),
);
