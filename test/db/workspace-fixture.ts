import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { StoredEvent } from '../../contract/events.ts';
import { openWorkspace, type Workspace } from '../../db/workspace.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { sealEvent } from '../../main/domain/audit/chain.ts';
import { auditRules } from '../../main/domain/audit/rules.ts';

export const RUN = 'run-20261121-0953-k3f9';
export const rules = auditRules(sha256);

const folders: string[] = [];

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-db-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function openOrFail(folder: string): Workspace {
  const opened = openWorkspace(folder, rules);
  if (opened.kind === 'refused') throw new Error(`${opened.code}: ${opened.message}`);
  return opened;
}

export interface Said {
  readonly type: string;
  readonly data: unknown;
  readonly journalId?: string;
  readonly commandId?: string;
}

interface Log {
  head(): { readonly seq: number };
  journalHead(journalId: string): { readonly journalSeq: number; readonly hash: string };
}

/** Sealed events that continue `log`. */
export function sealed(log: Log, ...said: readonly Said[]): StoredEvent[] {
  const heads = new Map<string, { journalSeq: number; hash: string }>();
  return said.map(({ type, data, journalId = RUN, commandId }, index) => {
    const head = heads.get(journalId) ?? log.journalHead(journalId);
    const event = sealEvent(
      {
        seq: log.head().seq + index + 1,
        journalId,
        journalSeq: head.journalSeq + 1,
        type,
        version: 1,
        occurredAt: 1_795_254_780_000 + index,
        recordedAt: 1_795_254_780_000 + index,
        monotonicMs: 1234.5 + index,
        bootId: 'boot',
        actor: { person: 'Ann Ö.', role: null, via: 'desk', assurance: 'stated', osUser: 'ann', machine: 'desk-1' },
        commandId: commandId ?? null,
        data,
      },
      head.hash,
      sha256,
    );
    heads.set(journalId, { journalSeq: event.journalSeq, hash: event.hash });
    return event;
  });
}

export function note(text: string, journalId = RUN): Said {
  return { type: 'note.added', data: { text, stepId: null }, journalId };
}

/** Appends `count` notes, each a group of its own. */
export function appendNotes(workspace: Workspace, count: number): void {
  for (let index = 0; index < count; index += 1) {
    workspace.events.append(sealed(workspace.events, note(`note ${index}`)));
  }
}
