const head = `apiVersion: holdpoint/v1
kind: Runbook
key: test
title: Test release
timezone: Europe/Berlin
inventory:
  - { name: web-01, kind: ssh, host: 10.0.0.11, user: deploy, labels: { tier: web } }
  - { name: web-02, kind: ssh, host: 10.0.0.12, user: deploy, labels: { tier: web } }
  - { name: web-03, kind: ssh, host: 10.0.0.13, user: deploy, labels: { tier: web } }
  - { name: api, kind: http, baseUrl: 'https://api.example.com' }
people:
  - { role: Release manager, name: Anna }
`;

/** A runbook with these steps (YAML list items), and more at the top where a test needs it. */
export function runbookOf(steps: string, top = ''): string {
  return `${head}${top}steps:\n${steps}`;
}

export const oneStep = runbookOf(`
  - id: confirm
    kind: manual
    title: Confirm
    responsible: Release manager
    instructions: Look.
    duration: 5m
`);

/** One automated step on the three web hosts that starts by itself; `more` are further keys. */
export function deployStep(more = '', targets = 'tier=web'): string {
  return `
  - id: deploy
    kind: ssh
    title: Deploy
    responsible: Release manager
    start: auto
    targets: ${targets}
    run: ./deploy
    timeout: 10m
    duration: 1m
${more}`;
}
