import { useCallback, useMemo } from 'react';
import type { Attribution } from '../../../contract/actor.ts';
import type { RunCommand } from '../../../contract/commands.ts';
import type { Ask } from '../../state/ask-sender.ts';
import { useDesk } from '../../state/desk-context.ts';
import { addressOf, type Draft } from '../../state/draft-slice.ts';

export interface DraftInHand {
  readonly name: string;
  readonly draft: Draft | null;
  readonly ask: Ask | undefined;
  /** The text of a field, or what stands in it before anybody wrote. */
  text(field: string, otherwise?: string): string;
  write(field: string, text: string): void;
  say(said: Attribution): void;
  sayAt(at: number | null): void;
  drop(): void;
  record(command: RunCommand, label: string): Promise<boolean>;
}

/** One draft of the run on the screen, as a form needs it. */
export function useDraft(name: string): DraftInHand {
  const draft = useDesk((state) => state.drafts[name] ?? null);
  const ask = useDesk((state) => state.asks[addressOf(name)]);
  const writeDraft = useDesk((state) => state.writeDraft);
  const sayDraft = useDesk((state) => state.sayDraft);
  const dropDraft = useDesk((state) => state.dropDraft);
  const recordDraft = useDesk((state) => state.recordDraft);
  const say = useCallback((said: Attribution) => sayDraft(name, { said }), [name, sayDraft]);
  return useMemo(
    () => ({
      name,
      draft,
      ask,
      text: (field, otherwise = '') => draft?.fields[field] ?? otherwise,
      write: (field, text) => writeDraft(name, { [field]: text }),
      say,
      sayAt: (at) => sayDraft(name, { at }),
      drop: () => dropDraft(name),
      record: (command, label) => recordDraft(name, command, label),
    }),
    [name, draft, ask, writeDraft, say, sayDraft, dropDraft, recordDraft],
  );
}
