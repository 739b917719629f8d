import { describe, expect, it } from 'vitest';
import { openWorld } from '../support/run-world.ts';

const runbook = `
apiVersion: holdpoint/v1
kind: Runbook
key: test
title: Test release
timezone: Europe/Berlin
inventory:
  - { name: web-01, kind: ssh, host: 10.0.0.11, user: deploy, labels: { tier: web } }
  - { name: web-02, kind: ssh, host: 10.0.0.12, user: deploy, labels: { tier: web } }
  - { name: api, kind: http, baseUrl: 'https://api.example.com' }
people:
  - { role: Release manager, name: Anna }
steps:
  - id: deploy
    kind: ssh
    title: Deploy
    responsible: Release manager
    start: auto
    targets: tier=web
    run: deploy
    duration: 10m
    timeout: 20m
  - id: health
    kind: http
    title: Check the health
    responsible: Release manager
    start: auto
    after: [deploy]
    targets: name=api
    request: { method: GET, path: /health }
    expect: { status: 200, json: { '$.status': ok } }
    duration: 1m
`;

describe('a rehearsal', () => {
  it('runs to its end at 600 times the speed, touching nothing', async () => {
    const world = openWorld(runbook);
    await world.core.drive('all');
    const runId = await world.create({ mode: 'rehearsal', speed: 600 });
    await world.command(runId, { type: 'start' });
    await world.clock.advance(1_200);
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
    expect(world.statusOf(runId, 'health')).toBe('succeeded');
    expect([...world.shell.tasks, ...world.http.requests]).toEqual([]);
    expect(world.problems).toEqual([]);
  });
});
