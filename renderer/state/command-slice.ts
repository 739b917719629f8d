import type { Attribution } from '../../contract/actor.ts';
import type { RunCommand, StepAction } from '../../contract/commands.ts';
import { stepIdSchema } from '../../contract/ids.ts';
import { type Ask, askSender } from './ask-sender.ts';
import type { SliceTools } from './tools.ts';

/** Where its fate is told (`run` when left out), under which id it goes, and who says so. */
export interface CommandManner {
  readonly address?: string;
  readonly commandId?: string;
  readonly attribution?: Attribution;
}

export interface CommandSlice {
  /** By what is addressed: a step's id, `run`, or a draft of the pen. */
  readonly asks: Readonly<Record<string, Ask>>;
  commandRun(command: RunCommand, label: string, how?: CommandManner): Promise<boolean>;
  act(stepId: string, act: StepAction, how: { label: string; attribution?: Attribution }): Promise<boolean>;
  /** Sends a command of unknown fate once more, under its old id. */
  askAgain(address: string): Promise<boolean>;
  forgetAsk(address: string): void;
  /** Ends asks whose record is in the view. */
  settleAsks(): void;
}

/** What is merely written down (a note, an issue, an estimate) nobody's change of the life cycle can make stale. */
const steersTheRun: ReadonlySet<RunCommand['type']> = new Set([
  'start',
  'cancel',
  'hold',
  'resume',
  'abort',
  'close',
  'rebase',
]);

export function commandSlice(tools: SliceTools): CommandSlice {
  const { get, surroundings } = tools;
  const sender = askSender(tools);

  return {
    asks: {},
    async commandRun(command, label, { address = 'run', ...manner } = {}) {
      const run = get().run;
      if (run === null) return false;
      const basedOn = steersTheRun.has(command.type) ? { basedOn: run.header.lifecycleSeq } : {};
      return sender.send(address, label, { ...envelope(), ...manner, runId: run.header.runId, command, ...basedOn });
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
