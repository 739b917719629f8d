import { z } from 'zod';
import { attributionSchema } from './actor.ts';
import { LONGEST_ANSWER, MOST_PROMPTS, openQuestionsSchema, questionIdSchema } from './questions.ts';

const addressed = {
  questionIds: z.array(questionIdSchema).min(1).max(1000),
  attribution: attributionSchema.optional(),
};

/** The rows of questions to a person in the operations table. What is answered is a secret: it is in no log and no event. */
export const questionOperations = {
  'questions.list': { verb: 'read', input: z.object({}), output: openQuestionsSchema },
  /** One answer for each prompt, for every question named. A question that is over by now is left out of the count. */
  'questions.answer': {
    verb: 'record',
    input: z.object({
      ...addressed,
      answers: z.array(z.string().max(LONGEST_ANSWER)).max(MOST_PROMPTS),
      /** Keep it in the vault, which must be unlocked. */
      remember: z.boolean().default(false),
    }),
    output: z.object({ answered: z.number().int() }),
  },
  /** Not now: whoever asked goes on without. */
  'questions.decline': { verb: 'record', input: z.object(addressed), output: z.object({ declined: z.number().int() }) },
} as const;
