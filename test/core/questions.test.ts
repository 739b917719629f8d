import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { VaultCondition } from '../../contract/questions.ts';
import type { AskPerson, PersonQuestion } from '../../main/core/ports/person-prompt.ts';
import { AnswerMemory, type AnswerShelf, mayBeRemembered } from '../../main/core/questions/answer-memory.ts';
import { QuestionDesk, type QuestionDeskParts } from '../../main/core/questions/question-desk.ts';
import { anna } from '../support/run-world.ts';

const never = () => new AbortController().signal;

function sudo(subject = 'deploy@db-01:22', attempt = 1): PersonQuestion {
  return { kind: 'sudo', subject, instructions: '', prompts: [{ text: 'Password:', echo: false }], attempt };
}

function clock() {
  return {
    now: () => Date.now(),
    monotonicMs: () => Date.now(),
    bootId: 'boot',
    after: (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}

interface World extends Partial<QuestionDeskParts> {
  readonly shelf?: AnswerShelf;
}

function world({ shelf, ...parts }: World = {}) {
  const logged: string[] = [];
  const guarded: string[] = [];
  const note = (message: string, facts: unknown = {}) => void logged.push(`${message} ${JSON.stringify(facts)}`);
  let count = 0;
  const desk = new QuestionDesk({
    clock: clock(),
    token: () => `abcdef${count++}`,
    log: { info: note, warn: note, error: note },
    memory: new AnswerMemory(shelf ?? null),
    guard: (secrets) => guarded.push(...secrets),
    ...parts,
  });
  return { desk, logged, guarded };
}

function only(desk: QuestionDesk): string {
  const { questions } = desk.view();
  expect(questions).toHaveLength(1);
  return questions[0]?.questionId ?? '';
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a question to a person', () => {
  it('is answered by a desk, and the answer is guarded and in no log', async () => {
    const { desk, logged, guarded } = world();
    const asked = desk.ask(sudo(), never());
    const closed = await desk.answer([only(desk)], ['hunter-2-hunter'], null);
    expect(await asked).toEqual(['hunter-2-hunter']);
    expect(closed).toEqual({
      ok: true,
      value: [{ kind: 'sudo', subject: 'deploy@db-01:22', how: 'answered', kept: 'memory' }],
    });
    expect(guarded).toEqual(['hunter-2-hunter']);
    expect(logged.join()).not.toContain('hunter');
    expect(desk.view().questions).toEqual([]);
  });

  it('is one, however many ask it, and each gets the answer', async () => {
    const { desk } = world();
    const asked = Array.from({ length: 40 }, () => desk.ask(sudo(), never()));
    expect(desk.view().questions).toMatchObject([{ waiting: 40 }]);
    await desk.answer([only(desk)], ['one-for-all'], null);
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 40 }, () => ['one-for-all']));
  });

  it('of forty hosts takes one answer for all of them', async () => {
    const { desk } = world();
    const asked = Array.from({ length: 40 }, (_, index) => desk.ask(sudo(`deploy@web-${index}:22`), never()));
    const ids = desk.view().questions.map(({ questionId }) => questionId);
    expect(ids).toHaveLength(40);
    const closed = await desk.answer(ids, ['the-same-one'], null);
    expect(closed.ok && closed.value.length).toBe(40);
    expect(new Set((await Promise.all(asked)).flat())).toEqual(new Set(['the-same-one']));
  });

  it('is not asked twice in the life of a core, but again when the answer was wrong', async () => {
    const { desk } = world();
    const first = desk.ask(sudo(), never());
    await desk.answer([only(desk)], ['not-the-right-one'], null);
    await first;
    expect(await desk.ask(sudo(), never())).toEqual(['not-the-right-one']);
    const second = desk.ask(sudo(undefined, 2), never());
    expect(desk.view().questions).toMatchObject([{ attempt: 2 }]);
    await desk.answer([only(desk)], ['the-right-one'], null);
    expect(await second).toEqual(['the-right-one']);
    expect(await desk.ask(sudo(), never())).toEqual(['the-right-one']);
  });

  it('that asks for a one-time code is asked every time', async () => {
    const { desk } = world();
    const code: PersonQuestion = {
      ...sudo(),
      kind: 'keyboard-interactive',
      prompts: [{ text: 'Verification code:', echo: false }],
    };
    const first = desk.ask(code, never());
    await desk.answer([only(desk)], ['123456'], null);
    await first;
    void desk.ask(code, never());
    expect(desk.view().questions).toMatchObject([{ mayBeRemembered: false }]);
  });

  it('is given up when its time is over, and says so in the log', async () => {
    const { desk, logged } = world({ expiresAfterMs: 60_000 });
    const asked = desk.ask(sudo(), never());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await asked).toBeNull();
    expect(desk.view().questions).toEqual([]);
    expect(logged.join()).toContain('expired');
  });

  it('goes with the last one who waits for it', async () => {
    const { desk } = world();
    const [one, two] = [new AbortController(), new AbortController()];
    const asked = [desk.ask(sudo(), one.signal), desk.ask(sudo(), two.signal)];
    one.abort();
    expect(await asked[0]).toBeNull();
    expect(desk.view().questions).toMatchObject([{ waiting: 1 }]);
    two.abort();
    expect(await asked[1]).toBeNull();
    expect(desk.view().questions).toEqual([]);
  });

  it('declined answers null to everybody', async () => {
    const { desk } = world();
    const asked = [desk.ask(sudo(), never()), desk.ask(sudo(), never())];
    expect(desk.decline([only(desk)])).toMatchObject([{ how: 'declined' }]);
    expect(await Promise.all(asked)).toEqual([null, null]);
  });

  it('takes neither too few answers nor ones that no prompt could carry, and stays open', async () => {
    const { desk } = world();
    void desk.ask(sudo(), never());
    expect(await desk.answer([only(desk)], [], null)).toMatchObject({ ok: false });
    const refused = await desk.answer([only(desk)], ['secret\nrm -rf'], null);
    expect(refused).toMatchObject({ ok: false });
    expect(JSON.stringify(refused)).not.toContain('rm -rf');
    expect(desk.view().questions).toHaveLength(1);
  });

  it('of a hostile server is shortened, and refused with more fields than any login has', async () => {
    const { desk } = world();
    const flood = { ...sudo(), instructions: 'x'.repeat(1_000_000) };
    void desk.ask(flood, never());
    expect(desk.view().questions[0]?.instructions.length).toBeLessThan(5000);
    const prompts = Array.from({ length: 1000 }, () => ({ text: 'more', echo: false }));
    expect(await desk.ask({ ...sudo('other'), prompts }, never())).toBeNull();
  });

  it('where nobody can come is not left open: null, with a sentence that says how to give it', async () => {
    const said: string[] = [];
    const { desk } = world({ whenAlone: (sentence) => said.push(sentence) });
    expect(await desk.ask(sudo(), never())).toBeNull();
    expect(said).toEqual([expect.stringMatching(/sudo on deploy@db-01:22 .*nobody is here.*vault.*NOPASSWD/)]);
  });

  it('waits for a desk that looks on, also where its host ends with the command', async () => {
    const { desk } = world({ whenAlone: () => {} });
    const detach = desk.attach(() => {});
    const asked = desk.ask(sudo(), never());
    await desk.answer([only(desk)], ['typed-at-a-desk'], null);
    expect(await asked).toEqual(['typed-at-a-desk']);
    detach();
    expect(await desk.ask(sudo('other'), never())).toBeNull();
  });

  it('is asked on the terminal as well; the desk being first ends the terminal', async () => {
    let left = false;
    const terminal: AskPerson = (_question, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          left = true;
          resolve(null);
        });
      });
    const { desk } = world({ terminal });
    const asked = desk.ask(sudo(), never());
    await desk.answer([only(desk)], ['from-the-desk'], null);
    expect(await asked).toEqual(['from-the-desk']);
    expect(left).toBe(true);
  });

  it('answered on the terminal is noted there', async () => {
    const noted: unknown[] = [];
    const { desk } = world({
      terminal: async () => ['from-the-terminal'],
      noteTerminal: (closed) => noted.push(closed),
    });
    expect(await desk.ask(sudo(), never())).toEqual(['from-the-terminal']);
    expect(noted).toEqual([{ kind: 'sudo', subject: 'deploy@db-01:22', how: 'answered', kept: 'memory' }]);
  });
});

class Shelf implements AnswerShelf {
  condition: VaultCondition = 'locked';
  readonly kept = new Map<string, readonly string[]>();
  #listener = (): void => {};

  has({ subject }: { subject: string }) {
    return this.kept.has(subject);
  }

  find({ subject }: { subject: string }) {
    return this.condition === 'unlocked' ? (this.kept.get(subject) ?? null) : null;
  }

  async keep({ subject }: { subject: string }, answers: readonly string[]) {
    this.kept.set(subject, answers);
    return true;
  }

  onChange(listener: () => void) {
    this.#listener = listener;
    return () => {};
  }

  unlock() {
    this.condition = 'unlocked';
    this.#listener();
  }
}

describe('a question whose answer the vault holds', () => {
  it('says so while the vault is locked, and is answered the moment it is unlocked', async () => {
    const shelf = new Shelf();
    shelf.kept.set('deploy@db-01:22', ['kept-in-the-vault']);
    const { desk, guarded } = world({ shelf });
    const asked = desk.ask(sudo(), never());
    expect(desk.view()).toMatchObject({ vault: 'locked', questions: [{ isInLockedVault: true }] });
    shelf.unlock();
    expect(await asked).toEqual(['kept-in-the-vault']);
    expect(guarded).toEqual(['kept-in-the-vault']);
  });

  it('is asked when the vault was wrong, and the vault then remembers what a person says', async () => {
    const shelf = new Shelf();
    shelf.kept.set('deploy@db-01:22', ['no-longer-right']);
    shelf.unlock();
    const { desk } = world({ shelf });
    expect(await desk.ask(sudo(), never())).toEqual(['no-longer-right']);
    const asked = desk.ask(sudo(undefined, 2), never());
    await desk.answer([only(desk)], ['right-since-today'], anna);
    expect(await asked).toEqual(['right-since-today']);
    expect(shelf.kept.get('deploy@db-01:22')).toEqual(['right-since-today']);
  });

  it('is not remembered where there is no vault to remember it in: refused before anything is sent', async () => {
    const { desk } = world();
    void desk.ask(sudo(), never());
    expect(await desk.answer([only(desk)], ['a-password'], anna)).toMatchObject({ problem: { code: 'refused' } });
    expect(desk.view().questions).toHaveLength(1);
  });
});

describe('what may be remembered', () => {
  const keyboard = (text: string, echo = false) =>
    mayBeRemembered({ ...sudo(), kind: 'keyboard-interactive', prompts: [{ text, echo }] });

  it('is a password by whichever way it is asked for, not a code', () => {
    expect([keyboard('Password:'), keyboard('Passwort: ')]).toEqual([true, true]);
    expect([keyboard('One-time password:'), keyboard('Token:'), keyboard('Password:', true)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('is not called answered when whoever asked went away while the vault wrote, and the next one stays open', async () => {
    const written = Promise.withResolvers<boolean>();
    const shelf: AnswerShelf = {
      ...{ condition: 'unlocked', has: () => false, find: () => null, onChange: () => () => {} },
      keep: () => written.promise,
    };
    const { desk } = world({ shelf });
    const gone = new AbortController();
    const first = desk.ask(sudo('deploy@db-01:22', 2), gone.signal);
    const answering = desk.answer([only(desk)], ['hunter-2-hunter'], anna);
    gone.abort();
    expect(await first).toBeNull();
    void desk.ask(sudo('deploy@db-01:22', 2), never());
    const anew = only(desk);
    written.resolve(true);
    expect(await answering).toEqual({ ok: true, value: [] });
    expect(only(desk)).toBe(anew);
  });

  it('is called answered when the vault it was kept in answered it first', async () => {
    const listeners: (() => void)[] = [];
    const shelf: AnswerShelf = {
      ...{ condition: 'unlocked', has: () => false, find: () => null },
      onChange: (listener) => {
        listeners.push(listener);
        return () => {};
      },
      keep: async () => {
        for (const listener of listeners) listener();
        return true;
      },
    };
    const { desk } = world({ shelf });
    const asked = desk.ask(sudo(), never());
    const closed = await desk.answer([only(desk)], ['hunter-2-hunter'], anna);
    expect(await asked).toEqual(['hunter-2-hunter']);
    expect(closed).toMatchObject({ ok: true, value: [{ how: 'answered', kept: 'vault' }] });
  });
});
