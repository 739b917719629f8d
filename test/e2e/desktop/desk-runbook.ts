/** Two automated steps and a person's, of which the first starts by itself. Planned times are for the rehearsal. */
export const deskRunbook = `apiVersion: holdpoint/v1
kind: Runbook
key: desk
title: Desk cutover
timezone: UTC
inventory:
  - { name: web-01, kind: ssh, host: 127.0.0.1, user: nobody, labels: { tier: web } }
people:
  - { role: Release manager, name: Robin }
steps:
  - id: drain
    kind: ssh
    title: Drain
    responsible: Release manager
    start: auto
    targets: tier=web
    run: echo drain
    idempotent: true
    duration: 1m
  - id: install
    kind: ssh
    title: Install
    responsible: Release manager
    after: [drain]
    targets: tier=web
    run: echo install
    idempotent: true
    duration: 1m
  - id: look
    kind: manual
    title: Look at the shop
    responsible: Release manager
    after: [install]
    duration: 1m
`;

/** The same with nobody to ask between the steps: what a core does by itself, it does here. */
export const unattendedRunbook = deskRunbook
  .replace('key: desk', 'key: unattended')
  .replace('title: Desk cutover', 'title: Unattended cutover')
  .replace('    after: [drain]\n', '    after: [drain]\n    start: auto\n');
