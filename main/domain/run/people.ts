import type { Plan } from '../../../contract/plan.ts';

export interface Who {
  readonly role: string | null;
  readonly person: string | null;
  readonly phone: string | null;
}

/** What people write when nobody is named yet. */
const nobodyYet =
  /^\s*(?:to be (?:named|confirmed|decided|determined|announced|assigned)|n\.?\s?n\.?|tb[acdn]|n\/?a|nobody|offen|\?+|-+|–|…|x+|)\s*$/i;

export function isNobody(name: string | null): boolean {
  return name === null || nobodyYet.test(name);
}

/** The same person, however it was typed. */
export function samePerson(left: string, right: string): boolean {
  return folded(left) === folded(right);
}

/** Who stands behind a role, or a person's own entry when a name was written instead. */
export function whoIs(plan: Plan, roleOrName: string | null): Who | null {
  if (roleOrName === null) return null;
  const entry =
    plan.people.find((person) => samePerson(person.role, roleOrName)) ??
    plan.people.find((person) => samePerson(person.name, roleOrName));
  if (entry === undefined) return { role: roleOrName, person: null, phone: null };
  return { role: entry.role, person: isNobody(entry.name) ? null : entry.name, phone: entry.phone };
}

/** Everybody who may speak for a role: who holds it and their backup, given as a name or as another role. */
export function speakersFor(plan: Plan, role: string): readonly string[] {
  const names: string[] = [];
  for (const entry of plan.people) {
    if (!samePerson(entry.role, role)) continue;
    // Where nobody is named yet, the role speaks for itself; what stands in the plan instead of a name is taken too.
    names.push(...(isNobody(entry.name) ? [entry.role, entry.name] : [entry.name]));
    if (entry.backup === null) continue;
    const { backup } = entry;
    const holders = plan.people.filter((other) => samePerson(other.role, backup));
    names.push(...(holders.length > 0 ? holders.map((holder) => holder.name) : [backup]));
  }
  return names;
}

function folded(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase();
}
