import { calendar } from './calendar.ts';
import { checklist } from './checklist.ts';
import { controlPolicy } from './control-policy.ts';
import { environmentDocument } from './environment.ts';
import { messagePlan } from './message-plan.ts';
import { release } from './release.ts';
import { roster } from './roster.ts';
import { runbook } from './runbook.ts';

/** THE table of documents: kind → its schema. Texts go in, typed values come out. */
export const documentSchemas = {
  Runbook: runbook,
  Release: release,
  Environment: environmentDocument,
  Calendar: calendar,
  Checklist: checklist,
  Roster: roster,
  ControlPolicy: controlPolicy,
  MessagePlan: messagePlan,
} as const;

export type DocumentKind = keyof typeof documentSchemas;

export function isDocumentKind(name: string): name is DocumentKind {
  return Object.hasOwn(documentSchemas, name);
}

export const documentKinds: readonly DocumentKind[] = Object.keys(documentSchemas).filter(isDocumentKind);
