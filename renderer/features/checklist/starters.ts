/** Checklists to begin with; a person changes the words before the first pass. */
export interface Starter {
  readonly key: string;
  readonly title: string;
  readonly what: string;
  readonly items: string;
}

export const starters: readonly Starter[] = [
  {
    key: 'release-readiness',
    title: 'Release readiness',
    what: 'From five days before to one hour before T0',
    items: `  - { id: scope, text: The scope is frozen and the release notes are written, responsible: Release manager, due: T-5d }
  - { id: change, text: The change is approved, responsible: Release manager, due: T-5d, evidence: [{ id: change, text: Number of the change, type: text }] }
  - { id: conflicts, text: No freeze and no other window in the way, responsible: Release manager, due: T-5d }
  - { id: rehearsed, text: The runbook was rehearsed and every finding is dealt with, responsible: Release manager, due: T-3d }
  - { id: backout, text: The backout was tried and fits into the window, responsible: Deployment engineer, due: T-3d, fourEyes: true }
  - { id: backup, text: 'A backup was restored, not only made', responsible: Database lead, due: T-2d, fourEyes: true, evidence: [{ id: restore, text: Log of the restore, type: file }] }
  - { id: announced, text: Stakeholders know the window and what it means for them, responsible: Release manager, due: T-2d }
  - { id: suppliers, text: Suppliers confirmed people and phone numbers, responsible: Release manager, due: T-2d }
  - { id: roster, text: 'Everybody in the runbook is named, with a backup and a phone number', responsible: Release manager, due: T-1d }
  - { id: access, text: Every account and key needed in the night was used once today, responsible: Deployment engineer, due: T-1d }
  - { id: monitoring, text: Alarms are known and the planned ones silenced, responsible: Operations, due: T-4h }
  - { id: merges, text: No merges since the tag, responsible: Deployment engineer, due: T-1h, fourEyes: true }
  - { id: bridge, text: The bridge is open and everybody of the first hour is on it, responsible: Release manager, due: T-1h }
`,
  },
  {
    key: 'go-live-day',
    title: 'Go-live day',
    what: 'The day itself, hour by hour',
    items: `  - { id: rested, text: Everybody of the night is awake and rested, responsible: Release manager, due: T-8h }
  - { id: news, text: No incident is open on what the release touches, responsible: Operations, due: T-4h }
  - { id: preflight, text: Preflight is green, responsible: Deployment engineer, due: T-2h }
  - { id: jobs, text: 'Batch jobs of the evening are over, or moved', responsible: Operations, due: T-1h }
  - { id: backup, text: The backup of today is done, responsible: Database lead, due: T-1h, fourEyes: true, evidence: [{ id: size, text: Size in GiB, type: number }] }
  - { id: go, text: 'Application, database and business said go', responsible: Release manager, due: T-30m }
  - { id: banner, text: The maintenance notice is shown, responsible: Operations, due: T-15m }
  - { id: smoke, text: Smoke tests passed, responsible: Application lead, due: T+3h, evidence: [{ id: report, text: Link to the report, type: link }] }
  - { id: allclear, text: The all clear was sent, responsible: Release manager, due: T+4h }
`,
  },
  {
    key: 'hypercare-exit',
    title: 'Hypercare exit',
    what: 'What must hold before the release is handed over',
    items: `  - { id: errors, text: Error rates are at the level from before, responsible: Operations, due: T+5d, evidence: [{ id: graph, text: Link to the graph, type: link }] }
  - { id: performance, text: Response times are at the level from before, responsible: Operations, due: T+5d }
  - { id: batch, text: Every periodic job ran once without help, responsible: Operations, due: T+7d }
  - { id: issues, text: No issue of high severity is open, responsible: Release manager, due: T+7d }
  - { id: workarounds, text: 'Workarounds are gone, or have an owner and a date', responsible: Release manager, due: T+7d }
  - { id: access, text: Rights given for the release are taken back, responsible: Operations, due: T+7d, fourEyes: true }
  - { id: handover, text: Operations has the documents and says so, responsible: Operations, due: T+10d, fourEyes: true }
  - { id: retrospective, text: The retrospective was held and its action items have owners, responsible: Release manager, due: T+10d }
`,
  },
  {
    key: 'checklist',
    title: 'New checklist',
    what: 'One item, to write the others',
    items: '  - { id: first, text: What has to be so, responsible: Release manager, due: T-1d }\n',
  },
];

/** The document of a starter under a key that nothing has yet. */
export function starterText(starter: Starter, taken: readonly string[]): string {
  const key = freeKey(starter.key, taken);
  return `apiVersion: holdpoint/v1\nkind: Checklist\nkey: ${key}\ntitle: ${starter.title}\nitems:\n${starter.items}`;
}

function freeKey(key: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? key : `${key}-${number}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
