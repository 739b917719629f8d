import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../contract/events.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { eventText, GENESIS_HASH, sealEvent, verifyChain } from '../../main/domain/audit/chain.ts';
import { yardsticksOf } from '../support/yardstick.ts';

function journal(count: number): readonly StoredEvent[] {
  const heads = new Map<string, { journalSeq: number; hash: string }>();
  return Array.from({ length: count }, (_, index) => {
    const journalId = index % 3 === 0 ? 'workspace' : 'run-20261121-0953-k3f9';
    const head = heads.get(journalId) ?? { journalSeq: 0, hash: GENESIS_HASH };
    const event = sealEvent(
      {
        seq: index + 1,
        journalId,
        journalSeq: head.journalSeq + 1,
        type: 'note.added',
        version: 1,
        occurredAt: 1_795_254_780_000 + index,
        recordedAt: 1_795_254_780_000 + index,
        monotonicMs: index * 1.5,
        bootId: 'boot',
        actor: { person: 'Ann', role: null, via: 'desk', assurance: 'stated', osUser: 'ann', machine: 'desk' },
        commandId: null,
        data: { text: `note ${index}, "quoted", and a \\"hash\\":\\"${head.hash}\\"`, stepId: null },
      },
      head.hash,
      sha256,
    );
    heads.set(journalId, { journalSeq: event.journalSeq, hash: event.hash });
    return event;
  });
}

const events = journal(30);
const texts = events.map(eventText);

describe('the chain', () => {
  it('accepts what was sealed and knows the heads', () => {
    const verdict = verifyChain(texts, sha256);
    expect(verdict).toMatchObject({ kind: 'intact', events: 30 });
    expect(verdict.kind === 'intact' && verdict.journals.get('workspace')?.journalSeq).toBe(10);
  });

  it('hashes exactly the canonical text without the hash', () => {
    const text = texts[4] ?? '';
    const body = text.replace(`"hash":"${events[4]?.hash}",`, '');
    expect(sha256(body)).toBe(events[4]?.hash);
    expect(JSON.parse(body)).not.toHaveProperty('hash');
  });

  it('names the first bad event whichever character of whichever event is changed', () => {
    fc.assert(
      fc.property(fc.nat(29), fc.nat(), fc.integer({ min: 1, max: 127 }), (at, place, by) => {
        const text = texts[at] ?? '';
        const offset = place % text.length;
        const changed = String.fromCharCode((text.charCodeAt(offset) + by) % 128);
        fc.pre(changed !== text[offset]);
        const damaged = texts.with(at, text.slice(0, offset) + changed + text.slice(offset + 1));
        expect(verifyChain(damaged, sha256)).toMatchObject({ kind: 'broken', fault: { seq: at + 1 } });
      }),
      { numRuns: 300 },
    );
  });

  it('names the place where an event was taken out', () => {
    const verdict = verifyChain(texts.toSpliced(11, 1), sha256);
    expect(verdict).toMatchObject({ kind: 'broken', fault: { seq: 12, kind: 'sequence' } });
  });

  it('names the place where two events changed places', () => {
    const verdict = verifyChain(texts.with(7, texts[8] ?? '').with(8, texts[7] ?? ''), sha256);
    expect(verdict).toMatchObject({ kind: 'broken', fault: { seq: 8 } });
  });

  it('finds an event that was replaced and sealed again, at the next one of its journal', () => {
    const victim = events[10];
    if (victim === undefined) throw new Error('no event');
    const { hash: _hash, prevHash, ...rest } = victim;
    const forged = sealEvent({ ...rest, data: { text: 'nothing happened', stepId: null } }, prevHash, sha256);
    const verdict = verifyChain(texts.with(10, eventText(forged)), sha256);
    expect(verdict).toMatchObject({ kind: 'broken', fault: { seq: 12, kind: 'previous-hash' } });
  });

  it('finds an event whose bytes hash right but are not canonical', () => {
    const event = events[0];
    if (event === undefined) throw new Error('no event');
    const { hash: _hash, ...body } = event;
    const loose = JSON.stringify({ ...body, hash: sha256(JSON.stringify(body)) });
    expect(verifyChain([loose], sha256)).toMatchObject({ kind: 'broken', fault: { seq: 1, kind: 'not-canonical' } });
  });

  it.each(['', 'null', '[]', '{}', '{"seq":1}', 'x'.repeat(100)])('calls %j unreadable, and does not throw', (text) => {
    expect(verifyChain([text], sha256)).toMatchObject({ kind: 'broken', fault: { seq: 1, kind: 'unreadable' } });
  });

  it('seals and verifies 100,000 events in a second or so each', async () => {
    let many: readonly StoredEvent[] = [];
    const sealing = await yardsticksOf(() => {
      many = journal(100_000);
    });
    const manyTexts = many.map(eventText);
    const verifying = await yardsticksOf(() => expect(verifyChain(manyTexts, sha256).kind).toBe('intact'));
    expect(Math.max(sealing, verifying)).toBeLessThan(30);
  });
});
