/**
 * What a document schema says about a wrong value. Travels as zod's message text (the only field of an issue a
 * schema controls): rule, sentence and cure on a line each.
 */
export interface Complaint {
  readonly rule: string;
  readonly message: string;
  readonly cure: string;
}

export function complain(complaint: Complaint): string {
  return [complaint.rule, complaint.message, complaint.cure].map((part) => part.replaceAll('\n', ' ')).join('\n');
}

/** The complaint in a message, or null when zod itself wrote it. */
export function readComplaint(message: string): Complaint | null {
  const [rule, sentence, cure, ...rest] = message.split('\n');
  if (rule === undefined || sentence === undefined || cure === undefined || rest.length > 0) return null;
  return { rule, message: sentence, cure };
}

/** Names a value as its author sees it: `"90 min"`, `a list`, `a map`. */
export function nameOf(value: unknown): string {
  if (typeof value === 'string')
    return value === '' ? 'nothing' : `"${value.length > 60 ? `${value.slice(0, 57)}…` : value}"`;
  return Array.isArray(value) ? 'a list' : 'a map';
}

/** For a value of the wrong shape: a list where a text should be. */
export function wrongType(expected: string): (issue: { readonly input?: unknown }) => string {
  return (issue) =>
    complain({
      rule: 'wrong-type',
      message: `Here stands ${nameOf(issue.input)}, but ${expected} is needed.`,
      cure: `Write ${expected}.`,
    });
}
