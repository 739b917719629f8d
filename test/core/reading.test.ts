import { describe, expect, it } from 'vitest';
import { sha256 } from '../../main/adapters/digest.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { documentReading, readerHere } from '../../main/core/reading/document-reading.ts';
import { rememberedJudge } from '../../main/core/reading/remembered-judge.ts';
import { judgeDocument } from '../../main/domain/plan/index.ts';
import { openWorld } from '../support/run-world.ts';
import { deployStep, runbookOf } from './runbooks.ts';

function counting() {
  const judged: string[] = [];
  const judge: typeof judgeDocument = (text, resolve) => {
    judged.push(text);
    return judgeDocument(text, resolve);
  };
  return { judge, judged };
}

describe('a core', () => {
  it('judges a text once, however many runs are made of it, and says the same', async () => {
    const { judge, judged } = counting();
    const text = runbookOf(deployStep());
    const reader = readerHere(documentReading({ resolveWallTime, digest: sha256 }, judge));
    const world = openWorld(text, undefined, { reader });
    await world.create();
    await world.create({ mode: 'rehearsal' });
    expect(judged).toEqual([text]);
    expect((await reader.look(text)).findings).toEqual(judgeDocument(text, resolveWallTime).findings);
  });

  it('keeps no more than four million characters, the newest ones', () => {
    const { judge: judging, judged } = counting();
    const judge = rememberedJudge(resolveWallTime, judging);
    const texts = ['a', 'b', 'c'].map((letter) => `# ${letter.repeat(1_500_000)}`);
    for (const text of texts) judge(text);
    for (const text of texts.toReversed()) judge(text);
    expect(judged.map((text) => text[2])).toEqual(['a', 'b', 'c', 'a']);
    const huge = `# ${'d'.repeat(5_000_000)}`;
    judge(huge);
    judge(huge);
    expect(judged).toHaveLength(5);
  });
});
