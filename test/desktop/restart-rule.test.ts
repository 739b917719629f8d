import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../contract/events.ts';
import { mayGoOn } from '../../main/hosts/restart-rule.ts';

const NOW = 10_000_000;

/** A workspace journal with these starts, and other events between them. */
function journal(...starts: readonly { coreId: string; bootId: string }[]) {
  const events = starts.flatMap(({ coreId, bootId }, index) => [
    { seq: 3 * index + 1, type: 'core.started', bootId, data: { coreId, version: '1', pid: 1, host: 'electron' } },
    { seq: 3 * index + 2, type: 'document.saved', bootId, data: { coreId: 'none' } },
  ]) as unknown as readonly StoredEvent[];
  return {
    readJournal: (_journal: string, afterSeq = 0, limit = 1000) =>
      events.filter(({ seq }) => seq > afterSeq).slice(0, limit),
  };
}

const here = { coreId: 'core-a', bootId: 'boot-1' };
const at = { now: NOW, bootId: 'boot-1' };
const died = (agoMs: number, coreId = 'core-a') => ({ coreId, diedAt: NOW - agoMs });

describe('runs go on by themselves', () => {
  it('if their core died a moment ago on this boot and its host started this one', () => {
    expect(mayGoOn(journal(here), died(500), at)).toBe(true);
    expect(mayGoOn(journal({ coreId: 'core-0', bootId: 'boot-0' }, here), died(119_999), at)).toBe(true);
  });

  it('not two minutes later, nor after a clock that was set back', () => {
    expect(mayGoOn(journal(here), died(120_000), at)).toBe(false);
    expect(mayGoOn(journal(here), died(-1), at)).toBe(false);
  });

  it('not after another core had the workspace', () => {
    expect(mayGoOn(journal(here, { coreId: 'core-b', bootId: 'boot-1' }), died(500), at)).toBe(false);
    expect(mayGoOn(journal(here), died(500, 'core-b'), at)).toBe(false);
  });

  it('not on another boot, nor where no core ever started', () => {
    expect(mayGoOn(journal({ coreId: 'core-a', bootId: 'boot-0' }), died(500), at)).toBe(false);
    expect(mayGoOn(journal(), died(500), at)).toBe(false);
  });

  it('by the last start of a long journal', () => {
    const many = Array.from({ length: 1500 }, (_, index) => ({ coreId: `core-${index}`, bootId: 'boot-1' }));
    expect(mayGoOn(journal(...many, here), died(500), at)).toBe(true);
    expect(mayGoOn(journal(here, ...many), died(500), at)).toBe(false);
  });
});
