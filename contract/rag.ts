import { z } from 'zod';

/** Red, amber or green; never without its reason. */
export const ragSchema = z.enum(['red', 'amber', 'green']);
export type Rag = z.infer<typeof ragSchema>;
