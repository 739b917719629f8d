import { z } from 'zod';
import { strict } from './document-object.ts';
import { selector } from './selector.ts';
import { stepKeys } from './step-keys.ts';
import { kindKeys } from './step-kinds.ts';
import { stepIdText, text } from './text-types.ts';

/** A backout is a whole step of any kind; id, title and targets default to those of the step it reverses. */
const reverseKeys = { id: stepIdText.optional(), title: text.optional(), ...stepKeys };
const targets = { targets: selector.optional() };

const reverseStep = z.discriminatedUnion('kind', [
  strict({ kind: z.literal('manual'), ...reverseKeys, ...kindKeys.manual }),
  strict({ kind: z.literal('checklist'), ...reverseKeys, ...kindKeys.checklist }),
  strict({ kind: z.literal('gate'), ...reverseKeys, ...kindKeys.gate }),
  strict({ kind: z.literal('ssh'), ...reverseKeys, ...kindKeys.ssh, ...targets }),
  strict({ kind: z.literal('upload'), ...reverseKeys, ...kindKeys.upload, ...targets }),
  strict({ kind: z.literal('http'), ...reverseKeys, ...kindKeys.http, ...targets }),
  strict({ kind: z.literal('connector'), ...reverseKeys, ...kindKeys.connector }),
  strict({ kind: z.literal('probe'), ...reverseKeys, ...kindKeys.probe }),
  strict({ kind: z.literal('wait'), ...reverseKeys, ...kindKeys.wait }),
  strict({ kind: z.literal('message'), ...reverseKeys, ...kindKeys.message }),
  strict({ kind: z.literal('milestone'), ...reverseKeys, ...kindKeys.milestone }),
]);
/** Which of the two it is, is told by `none`: the findings then speak of the right one. */
const backout = z.union([strict({ none: text }), reverseStep]);

const keys = { id: stepIdText, title: text, ...stepKeys, backout: backout.optional() };

export const step = z.discriminatedUnion('kind', [
  strict({ kind: z.literal('manual'), ...keys, ...kindKeys.manual }),
  strict({ kind: z.literal('checklist'), ...keys, ...kindKeys.checklist }),
  strict({ kind: z.literal('gate'), ...keys, ...kindKeys.gate }),
  strict({ kind: z.literal('ssh'), ...keys, ...kindKeys.ssh }),
  strict({ kind: z.literal('upload'), ...keys, ...kindKeys.upload }),
  strict({ kind: z.literal('http'), ...keys, ...kindKeys.http }),
  strict({ kind: z.literal('connector'), ...keys, ...kindKeys.connector }),
  strict({ kind: z.literal('probe'), ...keys, ...kindKeys.probe }),
  strict({ kind: z.literal('wait'), ...keys, ...kindKeys.wait }),
  strict({ kind: z.literal('message'), ...keys, ...kindKeys.message }),
  strict({ kind: z.literal('milestone'), ...keys, ...kindKeys.milestone }),
]);
export type StepText = z.output<typeof step>;
export type StepTextOf<K extends StepText['kind']> = Extract<StepText, { kind: K }>;
