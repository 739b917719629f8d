import { z } from 'zod';
import { head, list, strict } from './document-object.ts';
import { offset } from './duration.ts';
import { bool, documentKeyText, integer, oneOf, stepIdText, text } from './text-types.ts';

const trigger = z.union([
  strict({ step: stepIdText, state: oneOf(['started', 'succeeded', 'failed', 'skipped']) }),
  strict({ at: offset }),
  strict({ overrun: stepIdText }),
  strict({ backout: bool }),
]);

export const messagePlan = strict({
  ...head('MessagePlan'),
  audiences: list(strict({ key: documentKeyText, title: text.optional(), channels: list(text) })),
  messages: list(
    strict({
      key: documentKeyText,
      audience: documentKeyText,
      trigger: trigger.optional(),
      subject: text.optional(),
      text,
      approvals: strict({ roles: list(text), count: integer(1, 50).optional() }).optional(),
    }),
  ),
});
