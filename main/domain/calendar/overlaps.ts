import type { Overlap } from '../../../contract/workspace-views.ts';

/** What is going to be worked on, when: a runbook with a date, or a run of it that is open. Instants in UTC ms. */
export interface Claim {
  readonly key: string;
  readonly window: { readonly start: number; readonly end: number };
  readonly targets: readonly { readonly name: string; readonly address: string }[];
}

/**
 * Every pair of runbooks that want one address at one time; windows that only touch do not overlap. Names are those
 * of the first of the two, which is the one that starts first. Sorted by time, then key.
 */
export function overlapsOf(claims: readonly Claim[]): Overlap[] {
  const found = new Map<string, Meeting>();
  for (const users of usersByAddress(claims).values()) {
    for (const meeting of meetingsOn(users)) {
      const { first, second } = meeting;
      const id = `${first.claim.key}\n${second.claim.key}\n${meeting.from}\n${meeting.to}`;
      const known = found.get(id);
      if (known === undefined) found.set(id, meeting);
      else known.names.add(first.name);
    }
  }
  return [...found.values()].map(asOverlap).toSorted(inOrder);
}

interface User {
  readonly claim: Claim;
  readonly name: string;
}

interface Meeting {
  readonly first: User;
  readonly second: User;
  readonly from: number;
  readonly to: number;
  readonly names: Set<string>;
}

function usersByAddress(claims: readonly Claim[]): ReadonlyMap<string, readonly User[]> {
  const byAddress = new Map<string, Map<Claim, User>>();
  for (const claim of claims) {
    if (claim.window.end <= claim.window.start) continue;
    for (const { name, address } of claim.targets) {
      const users = byAddress.get(address) ?? new Map<Claim, User>();
      byAddress.set(address, users);
      // One machine under two names in one inventory is one machine.
      if (!users.has(claim)) users.set(claim, { claim, name });
    }
  }
  return new Map([...byAddress].map(([address, users]) => [address, [...users.values()].toSorted(byStart)]));
}

/** A sweep along time: whoever is still there when the next one comes meets it. */
function meetingsOn(users: readonly User[]): Meeting[] {
  const meetings: Meeting[] = [];
  let present: User[] = [];
  for (const second of users) {
    const { start, end } = second.claim.window;
    present = present.filter((user) => user.claim.window.end > start);
    for (const first of present) {
      if (first.claim.key === second.claim.key) continue;
      const to = Math.min(first.claim.window.end, end);
      meetings.push({ first, second, from: start, to, names: new Set([first.name]) });
    }
    present.push(second);
  }
  return meetings;
}

function asOverlap({ first, second, from, to, names }: Meeting): Overlap {
  return { keys: [first.claim.key, second.claim.key], targets: [...names].toSorted(), from, to };
}

function byStart(one: User, other: User): number {
  return one.claim.window.start - other.claim.window.start || compareText(one.claim.key, other.claim.key);
}

function inOrder(one: Overlap, other: Overlap): number {
  return one.from - other.from || compareText(one.keys.join('\n'), other.keys.join('\n'));
}

/** Not by the reader's language: the same everywhere. */
function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
