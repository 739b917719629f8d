import type { Problem } from '../../contract/errors.ts';
import type { OperationInput } from '../../contract/operations.ts';
import type { SliceTools } from './tools.ts';

/** A command on its way. It is shown as asked, never as done, until the core's record arrives. */
export interface Ask {
  readonly input: OperationInput<'runs.command'>;
  /** What was asked, in the imperative: "Hold the run". */
  readonly label: string;
  readonly askedAt: number;
  /** unknown = the connection broke before the answer; sending it again is safe, its id makes it count once. */
  readonly phase: 'asked' | 'recorded' | 'unknown';
  /** Once recorded: the sequence numbers the view must reach before the ask is over. */
  readonly seqs: readonly number[];
}

export interface AskSender {
  send(address: string, label: string, input: Ask['input']): Promise<boolean>;
  forget(address: string): void;
  settle(): void;
}

const OVERDUE_MS = 2000;

export function askSender({ client, set, get, surroundings }: SliceTools): AskSender {
  return { send, forget, settle };

  async function send(address: string, label: string, input: Ask['input']): Promise<boolean> {
    if (get().asks[address]?.phase === 'asked') return false;
    const ask: Ask = { input, label, askedAt: surroundings.now(), phase: 'asked', seqs: [] };
    put(address, ask);
    const answer = await client.call('runs.command', input);
    if (!answer.ok) {
      refused(address, ask, answer.problem);
      return false;
    }
    put(address, { ...ask, phase: 'recorded', seqs: answer.value.seqs });
    settle();
    surroundings.after(OVERDUE_MS, () => void catchUp(input.commandId));
    return true;
  }

  function refused(address: string, ask: Ask, problem: Problem): void {
    if (problem.code === 'disconnected') {
      put(address, { ...ask, phase: 'unknown' });
      return;
    }
    forget(address);
    const title =
      problem.code === 'stale' ? `Not done: ${ask.label}. It changed meanwhile; look again` : `Refused: ${ask.label}`;
    get().tellProblem(title, problem);
    void get().refreshRun();
  }

  function settle(): void {
    const seen = get().run?.header.lastSeq ?? 0;
    for (const [address, ask] of Object.entries(get().asks)) {
      if (ask.phase === 'recorded' && Math.max(0, ...ask.seqs) <= seen) finish(address);
    }
  }

  /** The record exists but no patch showed it: the whole view is fetched, then the ask is over. */
  async function catchUp(commandId: string): Promise<void> {
    if (addressOf(commandId) === null) return;
    await get().refreshRun();
    const address = addressOf(commandId);
    if (address !== null) finish(address);
  }

  function addressOf(commandId: string): string | null {
    const found = Object.entries(get().asks).find(([, ask]) => ask.input.commandId === commandId);
    return found === undefined || found[1].phase !== 'recorded' ? null : found[0];
  }

  /** Who went on to another step meanwhile keeps the keyboard there: a focus that jumps away late misleads Enter. */
  function finish(address: string): void {
    forget(address);
    const { route, run } = get();
    const isStep = run?.steps.some((step) => step.id === address) ?? false;
    if (isStep && route.screen === 'run' && route.stepId !== address) return;
    get().passFocus();
  }

  function put(address: string, ask: Ask): void {
    set((state) => ({ asks: { ...state.asks, [address]: ask } }));
  }

  function forget(address: string): void {
    set((state) => {
      const { [address]: _gone, ...asks } = state.asks;
      return { asks };
    });
  }
}
