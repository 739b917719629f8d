import { createHash } from 'node:crypto';
import { resolveWallTime } from '../../../main/adapters/zones.ts';
import { type Compilation, compilePlan, judgeDocument } from '../../../main/domain/plan/index.ts';

export const tools = {
  resolveWallTime,
  digest: (text: string) => createHash('sha256').update(text).digest('hex'),
};

const head = `apiVersion: holdpoint/v1
kind: Runbook
key: sample
title: Sample
timezone: Europe/Berlin
window: { start: '2026-11-28T22:00', end: '2026-11-29T02:00' }
inputs:
  - { name: version, default: '4.2.0' }
  - { name: token, secret: true }
people:
  - { role: Lead, name: Ann, backup: Deputy }
  - { role: Deputy, name: Bob }
inventory:
  - { name: web-01, kind: ssh, host: 10.0.0.1, user: deploy, labels: { tier: web } }
  - { name: web-02, kind: ssh, host: 10.0.0.2, labels: { tier: web } }
  - { name: db-01, kind: ssh, host: 10.0.0.9, labels: { tier: db } }
  - { name: api, kind: http, baseUrl: 'https://api.example.com/' }
`;

/** A runbook with these steps (YAML, not indented) and everything else in order. */
export function runbookWith(steps: string, more = ''): string {
  return `${head}${more}steps:\n${steps.replaceAll(/^(?=.)/gm, '  ')}`;
}

/** The line, counted from 1, that the steps of `runbookWith` begin on. */
export const firstStepLine = head.split('\n').length + 1;

export function findingsOf(text: string) {
  return judgeDocument(text, resolveWallTime).findings;
}

/** Rule ids of errors, in order of lines. */
export function errorsOf(text: string): readonly string[] {
  return findingsOf(text)
    .filter((finding) => finding.severity === 'error')
    .map((finding) => finding.rule);
}

export function findingFor(text: string, rule: string) {
  const found = findingsOf(text).find((finding) => finding.rule === rule);
  if (found === undefined)
    throw new Error(
      `no ${rule} among ${findingsOf(text)
        .map((finding) => finding.rule)
        .join(', ')}`,
    );
  return found;
}

export function compiled(
  text: string,
  values: Readonly<Record<string, string>> = {},
): Extract<Compilation, { kind: 'plan' }> {
  const result = compilePlan(text, { values, secretNames: ['token'] }, tools);
  if (result.kind === 'plan') return result;
  throw new Error(result.findings.map((finding) => `${finding.line}: ${finding.message}`).join('\n'));
}
