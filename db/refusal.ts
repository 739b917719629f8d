/** Why a workspace cannot be opened. Nothing was changed, replaced or created beside what was there. */
export type RefusalCode =
  | 'owned' // another core owns it: attach to that one
  | 'old-node'
  | 'not-a-database'
  | 'not-ours' // a database of another program
  | 'newer' // written by a newer Holdpoint
  | 'damaged' // `damagedAt` names the first event that is not certain
  | 'read-only'
  | 'disk-full'
  | 'unusable';

export interface Refusal {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  /** What happened, what it means, what to do next. */
  readonly message: string;
  readonly damagedAt: number | null;
}

export function refusal(code: RefusalCode, message: string, damagedAt: number | null = null): Refusal {
  return { kind: 'refused', code, message, damagedAt };
}
