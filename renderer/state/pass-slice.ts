import type { Attribution } from '../../contract/actor.ts';
import type { ChecklistAct, PassView } from '../../contract/checklists.ts';
import type { Subscription } from '../../contract/client.ts';
import type { Problem } from '../../contract/errors.ts';
import { passIdSchema } from '../../contract/ids.ts';
import { type PassAsk, passSender } from './pass-sender.ts';
import type { SliceTools } from './tools.ts';

/** One pass over a stored checklist, as the address names it. */
export interface PassSlice {
  readonly pass: PassView | null;
  readonly passProblem: Pick<Problem, 'message'> | null;
  /** By item id, or `pass`. */
  readonly passAsks: Readonly<Record<string, PassAsk>>;
  followPass(passId: string | null): void;
  actOnPass(act: ChecklistAct, label: string, said?: Attribution): Promise<boolean>;
  closePass(reason: string | null): Promise<boolean>;
  /** Sends what is of unknown fate once more, under its old id. */
  askPassAgain(address: string): Promise<boolean>;
  passReport(): Promise<{ readonly text: string; readonly fileName: string } | null>;
}

export function passSlice(tools: SliceTools): PassSlice {
  const { client, set, get, surroundings } = tools;
  const sender = passSender(tools);
  let followed: string | null = null;
  let subscription: Subscription | null = null;

  return {
    pass: null,
    passProblem: null,
    passAsks: {},
    followPass(passId) {
      if (passId === followed) return;
      followed = passId;
      subscription?.close();
      subscription = null;
      set({ pass: null, passProblem: null, passAsks: {} });
      if (passId !== null) subscribe(passId);
    },
    async actOnPass(act, label, said) {
      const { pass } = get();
      const id = passIdSchema.safeParse(pass?.summary.passId);
      if (pass === null || !id.success) return false;
      const address = 'itemId' in act && act.itemId !== undefined ? act.itemId : 'pass';
      const basedOn = pass.items.find((item) => item.id === address)?.changedSeq ?? pass.changedSeq;
      return sender.send(address, label, { kind: 'act', input: { ...envelope(said), passId: id.data, act, basedOn } });
    },
    async closePass(reason) {
      const { pass } = get();
      const id = passIdSchema.safeParse(pass?.summary.passId);
      if (pass === null || !id.success) return false;
      const basedOn = pass.history[0]?.seq ?? pass.changedSeq;
      const input = { ...envelope(), ...(reason === null ? {} : { reason }), passId: id.data, basedOn };
      return sender.send('pass', 'Close the pass', { kind: 'close', input });
    },
    async askPassAgain(address) {
      const ask = get().passAsks[address];
      return ask === undefined ? false : sender.send(address, ask.label, ask.command);
    },
    async passReport() {
      const id = passIdSchema.safeParse(followed);
      if (!id.success) return null;
      const answer = await client.call('checklists.report', { passId: id.data });
      if (answer.ok) return answer.value;
      get().tellProblem('The pass was not written out', answer.problem);
      return null;
    },
  };

  function envelope(said?: Attribution) {
    return { commandId: surroundings.newId(), attribution: said ?? get().attribution() };
  }

  function subscribe(passId: string): void {
    const id = passIdSchema.safeParse(passId);
    if (!id.success) {
      set({ passProblem: { message: `“${passId}” is not the id of a pass.` } });
      return;
    }
    subscription = client.subscribe(
      'checklist',
      { passId: id.data },
      {
        message: (pass) => {
          if (followed !== passId) return;
          set({ pass, passProblem: null });
          sender.settle();
        },
        problem: (problem) => followed === passId && set({ passProblem: problem }),
      },
    );
  }
}
