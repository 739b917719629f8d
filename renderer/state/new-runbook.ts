/** What a new runbook begins with: small, whole, and without a finding. */
export function newRunbookText(key: string, title: string): string {
  return `apiVersion: holdpoint/v1
kind: Runbook
key: ${key}
title: ${title}
people:
  - { role: Release manager, name: To be named }
steps:
  - id: freeze-confirmed
    kind: checklist
    title: Confirm the code freeze
    phase: pre
    responsible: Release manager
    duration: 5m
    items:
      - { id: freeze, text: No merges since the tag }
      - { id: on-call, text: On-call has acknowledged }
  - id: go-no-go
    kind: gate
    title: Go or no-go
    phase: cutover
    responsible: Release manager
    after: [freeze-confirmed]
    duration: 5m
    criteria:
      - { id: backup, text: The backup is complete }
    approvals: { roles: [Release manager], count: 1 }
    deadline: { within: 15m, onExpiry: no-go }
  - id: deploy
    kind: manual
    title: Deploy the release
    phase: cutover
    responsible: Release manager
    after: [go-no-go]
    duration: 30m
    instructions: |
      Say here what is done, by whom and where.
    expected: The new version answers.
  - id: verified
    kind: manual
    title: Check that it works
    phase: post
    responsible: Release manager
    after: [deploy]
    duration: 15m
    evidence:
      - { id: seen, text: What was seen, type: text }
`;
}

/** `new-runbook`, or the next number nobody has. */
export function freeKey(taken: ReadonlySet<string>): { readonly key: string; readonly number: number } {
  for (let number = 1; ; number++) {
    const key = number === 1 ? 'new-runbook' : `new-runbook-${number}`;
    if (!taken.has(key)) return { key, number };
  }
}
