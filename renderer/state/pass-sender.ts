import type { OperationInput } from '../../contract/operations.ts';
import type { SliceTools } from './tools.ts';

/** Something said about a pass that is on its way: shown as asked, never as done, until the pass shows it. */
export interface PassAsk {
  /** What was asked, in the imperative. */
  readonly label: string;
  /** unknown = the connection broke before the answer; sending it again is safe, its id makes it count once. */
  readonly phase: 'asked' | 'recorded' | 'unknown';
  /** Once recorded: what the pass must have reached before the ask is over. */
  readonly seq: number;
  readonly command: PassCommand;
}

type PassCommand =
  | { readonly kind: 'act'; readonly input: OperationInput<'checklists.act'> }
  | { readonly kind: 'close'; readonly input: OperationInput<'checklists.close'> };

export interface PassSender {
  send(address: string, label: string, command: PassCommand): Promise<boolean>;
  /** Ends what the pass shows by now. */
  settle(): void;
}

export function passSender({ client, set, get }: SliceTools): PassSender {
  return { send, settle };

  async function send(address: string, label: string, command: PassCommand): Promise<boolean> {
    if (get().passAsks[address]?.phase === 'asked') return false;
    put(address, { label, phase: 'asked', seq: 0, command });
    const answer =
      command.kind === 'act'
        ? await client.call('checklists.act', command.input)
        : await client.call('checklists.close', command.input);
    if (answer.ok) {
      put(address, { label, phase: 'recorded', seq: Math.max(0, ...answer.value.seqs), command });
      settle();
      return true;
    }
    if (answer.problem.code === 'disconnected') {
      put(address, { label, phase: 'unknown', seq: 0, command });
      return false;
    }
    forget(address);
    const isStale = answer.problem.code === 'stale';
    const title = isStale ? `Not done: ${label}. It changed meanwhile; look again` : `Refused: ${label}`;
    get().tellProblem(title, answer.problem);
    return false;
  }

  function settle(): void {
    const seen = get().pass?.history[0]?.seq ?? 0;
    for (const [address, ask] of Object.entries(get().passAsks)) {
      if (ask.phase === 'recorded' && ask.seq <= seen) forget(address);
    }
  }

  function put(address: string, ask: PassAsk): void {
    set((state) => ({ passAsks: { ...state.passAsks, [address]: ask } }));
  }

  function forget(address: string): void {
    set((state) => {
      const { [address]: _gone, ...passAsks } = state.passAsks;
      return { passAsks };
    });
  }
}
