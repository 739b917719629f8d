import { z } from 'zod';
import { runIdSchema, stepIdSchema } from './ids.ts';

/** Longest answer taken; a private key pasted into a prompt is no password. */
export const LONGEST_ANSWER = 4096;
/** More fields than this no login has; what asks for more is refused. */
export const MOST_PROMPTS = 16;

export const questionIdSchema = z.string().regex(/^question-[A-Za-z0-9_-]{6,64}$/);

export const questionKinds = ['passphrase', 'password', 'keyboard-interactive', 'sudo', 'confirm'] as const;

/** A question only a person can answer, as every desk sees it. `instructions` and `prompts` may be a server's words. */
export const questionViewSchema = z.object({
  questionId: questionIdSchema,
  kind: z.enum(questionKinds),
  /** `deploy@db-01:22`, or the path of a key file. */
  subject: z.string(),
  instructions: z.string(),
  prompts: z.array(z.object({ text: z.string(), echo: z.boolean() })),
  /** 1 at first; more = the answer before was wrong. */
  attempt: z.number().int().min(1),
  askedAt: z.number(),
  /** Unanswered it is given up then. */
  expiresAt: z.number(),
  /** How many wait for this one answer. */
  waiting: z.number().int().min(1),
  /** An answer that is the same next time; a one-time code is not. */
  mayBeRemembered: z.boolean(),
  /** The vault holds an answer, but is locked. */
  isInLockedVault: z.boolean(),
});
export type QuestionView = z.infer<typeof questionViewSchema>;

/** What a vault is to whoever asks: there may be none. */
export const vaultConditionSchema = z.enum(['none', 'locked', 'unlocked', 'damaged']);
export type VaultCondition = z.infer<typeof vaultConditionSchema>;

/** A step of an open run whose turn it is, and which gets no value from the vault as it is. */
export const vaultWaitSchema = z.object({
  runId: runIdSchema,
  runTitle: z.string(),
  stepId: stepIdSchema,
  stepTitle: z.string(),
  names: z.array(z.string()),
});
export type VaultWait = z.infer<typeof vaultWaitSchema>;

export const openQuestionsSchema = z.object({
  questions: z.array(questionViewSchema),
  vault: vaultConditionSchema,
  /** What opens the vault; null = there is none. */
  vaultKey: z.enum(['keychain', 'passphrase']).nullable(),
  waiting: z.array(vaultWaitSchema),
});
export type OpenQuestions = z.infer<typeof openQuestionsSchema>;

export const questionClosedSchema = z.object({
  kind: z.enum(questionKinds),
  subject: z.string(),
  how: z.enum(['answered', 'declined']),
  /** Where the answer is kept from now on. */
  kept: z.enum(['memory', 'vault', 'nowhere']),
});
