import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { type HoldpointProcess, startHoldpoint } from '../support/holdpoint-process.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

/** A core that serves the built page, a real sshd, a real Chromium. */
export interface OutputDesk {
  readonly workspace: string;
  readonly sshd: Sshd;
  readonly core: HoldpointProcess;
  readonly page: Page;
  /** Starts the runbook in the running core and goes on; resolves with the run's id once the step is at work. */
  start(runbook: string, step: string): Promise<string>;
  /** Resolves when every attempt of the run has ended: true, or false when that takes longer than this. */
  over(runId: string, withinMs: number): Promise<boolean>;
  close(): Promise<void>;
}

export async function openOutputDesk(): Promise<OutputDesk> {
  const workspace = mkdtempSync(path.join(tmpdir(), 'holdpoint-bench-output-'));
  const home = mkdtempSync(path.join(tmpdir(), 'holdpoint-home-'));
  const sshd = await startSshd();
  copyFileSync(sshd.knownHosts, path.join(workspace, 'known_hosts'));
  const args = ['serve', '--no-open', '--json', '--workspace', workspace];
  const core = startHoldpoint(args, { HOME: home });
  const line = await core.line((text) => text.includes('http://127.0.0.1'));
  const browser: Browser = await launchChromium();
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  await page.goto(/http:\/\/127\.0\.0\.1[^"\s]+/.exec(line)?.[0] ?? '');
  /** The command line follows its run by itself: asking again and again would take a core from what is measured. */
  const ends = new Map<string, Promise<boolean>>();
  return {
    ...{ workspace, sshd, core, page },
    async start(runbook, step) {
      const file = path.join(workspace, `${step}.yaml`);
      writeFileSync(file, runbook);
      // All of a crowd at once: the usual 32 would take it in two turns.
      const how = ['--go', '--json', '--forks', '64', '--workspace', workspace];
      const run = startHoldpoint(['run', file, ...how], { HOME: home });
      const sent = await run.line((text) => text.includes('"attempt.sent"') || text.includes('"attempt.started"'));
      const runId = String((JSON.parse(sent) as { journalId: string }).journalId);
      const ended = run.line((text) =>
        /"type":"(?:step\.(?:succeeded|failed|indeterminate|cancelled)|run\.(?:held|completed))"/.test(text),
      );
      ends.set(
        runId,
        ended.then(
          () => true,
          () => false,
        ),
      );
      return runId;
    },
    over(runId, withinMs) {
      const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), withinMs).unref());
      return Promise.race([ends.get(runId) ?? Promise.resolve(false), late]);
    },
    async close() {
      await browser.close();
      await core.stop();
      await sshd.stop();
      for (const folder of [workspace, home]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function outputRunbook(
  sshd: Sshd,
  step: { readonly id: string; readonly run: string; readonly targets?: number },
): string {
  const { host, port, user, identity } = sshd;
  const names = Array.from({ length: step.targets ?? 1 }, (_, at) => `web-${String(at + 1).padStart(2, '0')}`);
  const inventory = names.map(
    (name) => `  - { name: ${name}, kind: ssh, host: ${host}, port: ${port}, user: ${user}, identity: ${identity} }`,
  );
  const script = step.run.split('\n').map((line) => `      ${line}`);
  return `apiVersion: holdpoint/v1
kind: Runbook
key: ${step.id}
title: ${step.id}
timezone: Europe/Berlin
inventory:
${inventory.join('\n')}
people:
  - { role: Lead, name: Robin Meyer }
steps:
  - id: ${step.id}
    kind: ssh
    title: ${step.id}
    responsible: Lead
    targets: name=web-*
    duration: 5m
    run: |
${script.join('\n')}
`;
}
