import { describe, expect, it } from 'vitest';
import { stepIdSchema } from '../../contract/ids.ts';
import { itemProgress, lackOf, openItems, passSummary } from '../../main/domain/checklist/index.ts';
import { item, Practice } from './passes.ts';

const day = 86_400_000;
const id = (text: string) => stepIdSchema.parse(text);
const progress = (practice: Practice) => practice.pass.items.map(itemProgress);

describe('an item for one person', () => {
  it('is ticked once, and not twice', () => {
    const practice = new Practice([item('a'), item('b')]);
    expect(practice.tick('Anna', 'a')).toBeNull();
    expect(practice.tick('Ben', 'a')).toBe('It is ticked already.');
    expect(progress(practice)).toEqual(['ticked', 'open']);
  });

  it('is unticked with a reason, and then ticked again', () => {
    const practice = new Practice([item('a')]);
    practice.tick('Anna', 'a');
    expect(practice.act('Ben', { action: 'untick', itemId: id('a'), reason: 'the tag moved' })).toBeNull();
    expect(progress(practice)).toEqual(['open']);
    expect(practice.tick('Ben', 'a')).toBeNull();
    expect(practice.pass.items[0]?.ticks.map(({ by }) => by)).toEqual(['Ben']);
  });

  it('is skipped, which no tick overrides until it is taken back', () => {
    const practice = new Practice([item('a')]);
    expect(practice.act('Anna', { action: 'skip', itemId: id('a'), reason: 'no mobile client' })).toBeNull();
    expect(practice.tick('Anna', 'a')).toBe('It is skipped. Take that back first.');
    expect(progress(practice)).toEqual(['skipped']);
    expect(practice.act('Anna', { action: 'unskip', itemId: id('a'), reason: 'there is one' })).toBeNull();
    expect(practice.tick('Anna', 'a')).toBeNull();
    expect(practice.act('Anna', { action: 'skip', itemId: id('a'), reason: 'x' })).toBe(
      'It is ticked. Untick it first.',
    );
  });

  it('that does not exist is not found', () => {
    const practice = new Practice([item('a')]);
    expect(practice.tick('Anna', 'z')).toBe('The checklist has no item “z”.');
    const note = practice.act('Anna', { action: 'note', itemId: id('z'), text: 'x' });
    expect(note).toBe('The checklist has no item “z”.');
  });
});

describe('a two-person item', () => {
  it('is shown as one of two until another person ticks it', () => {
    const practice = new Practice([item('a', { fourEyes: true })]);
    practice.tick('Anna Weber', 'a');
    expect(practice.pass.items.map(lackOf)).toEqual(['1 of 2 ticked']);
    expect(practice.tick('Anna Weber', 'a')).toContain('Anna Weber has ticked it. It takes two people');
    expect(practice.tick('Ben Ito', 'a')).toBeNull();
    expect(progress(practice)).toEqual(['ticked']);
  });

  it('is not ticked by one person under two spellings', () => {
    const practice = new Practice([item('a', { fourEyes: true })]);
    practice.tick('Jürgen Groß', 'a');
    for (const spelling of ['jürgen  groß', 'Juergen Gross', 'Jurgen Gross', 'Groß, Jürgen', 'J. Groß', 'JÜRGEN GROSS'])
      expect(practice.tick(spelling, 'a')).toMatch(/^Jürgen Groß has ticked it, and “.*” may be the same person/);
    expect(progress(practice)).toEqual(['partly']);
  });

  it('is not skipped by one person alone either: that would be the way around', () => {
    const practice = new Practice([item('a', { fourEyes: true })]);
    const skip = { action: 'skip', itemId: id('a'), reason: 'no database' } as const;
    expect(practice.act('Anna', skip)).toBeNull();
    expect(practice.pass.items.map(lackOf)).toEqual(['1 of 2 skipped']);
    expect(practice.act('ANNA', skip)).toContain('It takes two people');
    expect(practice.act('Ben', skip)).toBeNull();
    expect(progress(practice)).toEqual(['skipped']);
  });

  it('loses both ticks when it is unticked: two people look again', () => {
    const practice = new Practice([item('a', { fourEyes: true })]);
    practice.tick('Anna', 'a');
    practice.tick('Ben', 'a');
    practice.act('Anna', { action: 'untick', itemId: id('a'), reason: 'wrong host' });
    expect(practice.pass.items[0]?.ticks).toEqual([]);
  });
});

describe('evidence', () => {
  const demand = { id: id('proof'), text: 'Restore log', type: 'link', required: true } as const;
  const value = { type: 'link', url: 'https://wiki.example.com/x' } as const;

  it('that is demanded keeps a ticked item open until it is there', () => {
    const practice = new Practice([item('a', { evidence: [demand] })]);
    practice.tick('Anna', 'a');
    expect(practice.pass.items.map(lackOf)).toEqual(['evidence missing: Restore log']);
    const act = { action: 'attach', itemId: id('a'), evidenceId: 'proof', value } as const;
    expect(practice.act('Anna', act)).toBeNull();
    expect(progress(practice)).toEqual(['ticked']);
  });

  it('of another type than asked for is refused, free evidence is not', () => {
    const practice = new Practice([item('a', { evidence: [demand] })]);
    const attach = { action: 'attach', itemId: id('a'), value: { type: 'number', number: 4 } } as const;
    expect(practice.act('Anna', { ...attach, evidenceId: 'proof' })).toBe(
      '“Restore log” asks for a link, not a number.',
    );
    expect(practice.act('Anna', { ...attach, evidenceId: 'note' })).toBeNull();
    expect(practice.pass.items[0]?.given).toHaveLength(1);
  });
});

describe('a pass', () => {
  it('counts and knows what is due next', () => {
    const due = (text: string, days: number) => ({ due: { text, offsetMs: days * day, at: null } });
    const dated = { due: { text: '2026-11-20', offsetMs: null, at: 5 * day } };
    const practice = new Practice([item('a', due('T-5d', -5)), item('b', due('T-1d', -1)), item('c', dated)], 10 * day);
    practice.tick('Anna', 'a');
    expect(passSummary(practice.pass)).toMatchObject({
      total: 3,
      ticked: 1,
      skipped: 0,
      openDueAt: [5 * day, 9 * day],
    });
    practice.act('Anna', { action: 'rebase', t0: 20 * day, reason: 'the release moved' });
    expect(passSummary(practice.pass)).toMatchObject({ nextDueAt: 5 * day, openDueAt: [5 * day, 19 * day] });
  });

  it('knows no due time from an offset without T0', () => {
    const practice = new Practice([item('a', { due: { text: 'T-5d', offsetMs: -5 * day, at: null } })]);
    expect(passSummary(practice.pass)).toMatchObject({ nextDueAt: null });
  });

  it('is closed without a word when everything is ticked or skipped', () => {
    const practice = new Practice([item('a'), item('b')]);
    practice.tick('Anna', 'a');
    practice.act('Anna', { action: 'skip', itemId: id('b'), reason: 'not ours' });
    expect(practice.close('Anna')).toBeNull();
    expect(practice.pass.closed?.open).toEqual([]);
  });

  it('is closed with items open only with a reason, which is kept with their names', () => {
    const practice = new Practice([item('a'), item('b')]);
    practice.tick('Anna', 'a');
    expect(practice.close('Anna')).toContain('One item is open');
    expect(practice.close('Anna', 'the release was called off')).toBeNull();
    expect(practice.pass.closed).toMatchObject({ note: 'the release was called off', open: ['b'] });
    expect(openItems(practice.pass)).toHaveLength(1);
  });

  it('stays as it is once closed', () => {
    const practice = new Practice([item('a')]);
    practice.close('Anna', 'called off');
    for (const refusal of [
      practice.tick('Anna', 'a'),
      practice.act('Anna', { action: 'note', text: 'later' }),
      practice.act('Anna', { action: 'rebase', t0: 1, reason: 'x' }),
    ])
      expect(refusal).toBe('The pass is closed and stays as it is. Open a new pass.');
    expect(practice.close('Anna', 'again')).toBe('The pass is closed already.');
  });
});
