import type { FrozenItem } from '../../contract/checklist-item.ts';
import { passIdSchema, stepIdSchema } from '../../contract/ids.ts';
import {
  type ChecklistDraft,
  type ChecklistEvent,
  decideClose,
  decidePass,
  evolvePass,
  type PassAct,
  type PassState,
} from '../../main/domain/checklist/index.ts';

const passId = passIdSchema.parse('pass-20261121-0900-abcd');

export function item(id: string, more: Partial<FrozenItem> = {}): FrozenItem {
  const blank = { responsible: null, due: null, evidence: [], fourEyes: false };
  return { id: stepIdSchema.parse(id), text: `Item ${id}`, ...blank, ...more };
}

/** A pass and its events so far, spoken to in plain words; nothing but the rules stands behind it. */
export class Practice {
  pass: PassState;
  readonly events: ChecklistEvent[] = [];

  constructor(items: readonly FrozenItem[], t0: number | null = null) {
    const document = { key: 'ready', revision: 1, sha256: 'a'.repeat(64) };
    const about = { passId, document, title: 'Ready', subject: null, t0, timezone: 'UTC', items: [...items] };
    this.pass = this.#keep(null, { type: 'checklist.opened', data: about }, 'Anna');
  }

  /** The refusal, or null. */
  act(person: string, act: PassAct): string | null {
    const decision = decidePass(this.pass, act, person);
    if (!decision.ok) return decision.problem.message;
    this.pass = this.#keep(this.pass, decision.value, person);
    return null;
  }

  tick(person: string, itemId: string): string | null {
    return this.act(person, { action: 'tick', itemId: stepIdSchema.parse(itemId) });
  }

  close(person: string, reason: string | null = null): string | null {
    const decision = decideClose(this.pass, reason);
    if (!decision.ok) return decision.problem.message;
    this.pass = this.#keep(this.pass, decision.value, person);
    return null;
  }

  #keep(pass: PassState | null, draft: ChecklistDraft, person: string): PassState {
    const seq = this.events.length + 1;
    const actor = { person, role: null, via: 'desk', assurance: 'stated', osUser: 'o', machine: 'm' } as const;
    const event = {
      ...{ seq, journalId: passId, journalSeq: seq, version: 1, occurredAt: seq, recordedAt: seq, monotonicMs: seq },
      ...{ bootId: 'b', actor, commandId: null, prevHash: '', hash: '', ...draft },
    } satisfies ChecklistEvent;
    this.events.push(event);
    return evolvePass(pass, event);
  }
}
