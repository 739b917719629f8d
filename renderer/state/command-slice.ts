import type { Attribution } from '../../contract/actor.ts';
import type { RunCommand, StepAction } from '../../contract/commands.ts';
import { stepIdSchema } from '../../contract/ids.ts';
import { type Ask, askSender } from './ask-sender.ts';
import type { SliceTools } from './tools.ts';

export interface CommandSlice {
  /** By what is addressed: a step's id, or `run`. */
  readonly asks: Readonly<Record<string, Ask>>;
  commandRun(command: RunCommand, label: string): Promise<boolean>;
  act(stepId: string, act: StepAction, how: { label: string; attribution?: Attribution }): Promise<boolean>;
  /** Sends a command of unknown fate once more, under its old id. */
  askAgain(address: string): Promise<boolean>;
  forgetAsk(address: string): void;
  /** Ends asks whose record is in the view. */
  settleAsks(): void;
}

export function commandSlice(tools: SliceTools): CommandSlice {
  const { get, surroundings } = tools;
  const sender = askSender(tools);

  return {
    asks: {},
    async commandRun(command, label) {
      const run = get().run;
      if (run === null) return false;
      // A note says nothing about the life cycle: nobody's change can make it stale.
      const basedOn = command.type === 'note' ? {} : { basedOn: run.header.lifecycleSeq };
      return sender.send('run', label, { ...envelope(), runId: run.header.runId, command, ...basedOn });
    },
    async act(stepId, act, how) {
      const run = get().run;
      const id = stepIdSchema.safeParse(stepId);
      const step = run?.steps.find((one) => one.id === stepId);
      if (run === null || step === undefined || !id.success) return false;
      const said = how.attribution === undefined ? {} : { attribution: how.attribution };
      return sender.send(stepId, how.label, {
        ...envelope(),
        ...said,
        runId: run.header.runId,
        command: { type: 'act', stepId: id.data, act },
        basedOn: step.changedSeq,
      });
    },
    async askAgain(address) {
      const ask = get().asks[address];
      return ask === undefined ? false : sender.send(address, ask.label, ask.input);
    },
    forgetAsk: sender.forget,
    settleAsks: sender.settle,
  };

  function envelope() {
    return { commandId: surroundings.newId(), attribution: get().attribution() };
  }
}
