// biome-ignore-all lint/a11y/useSemanticElements: proposals for a part of a text are no select
// biome-ignore-all lint/a11y/useFocusableInteractive: the field keeps the focus and names the active proposal
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { type Completion, completed, completionsFor, type Token, tokenAt } from './completions.ts';

interface NameFieldProps {
  readonly value: string;
  readonly maxLength: number;
  onWrite(text: string): void;
}

/** One line of text in which @ proposes people and # proposes steps. */
export function NameField({ value, maxLength, onWrite }: NameFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const list = useId();
  const { choices, active, onKey, noteCaret, take } = useProposals({ value, onWrite, field });
  return (
    <div className="name-field">
      <input
        ref={field}
        className="note-input"
        type="text"
        role="combobox"
        aria-label="Note"
        aria-expanded={choices.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={choices.length > 0 ? `${list}-${active}` : undefined}
        placeholder="What happened? @ names a person, # a step"
        autoComplete="off"
        value={value}
        maxLength={maxLength}
        onChange={(event) => {
          onWrite(event.currentTarget.value);
          noteCaret(event.currentTarget.selectionStart ?? event.currentTarget.value.length, true);
        }}
        onSelect={(event) => noteCaret(event.currentTarget.selectionStart ?? 0, false)}
        onKeyDown={onKey}
      />
      <div className="proposals" role="listbox" id={list} aria-label="Proposals" hidden={choices.length === 0}>
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field's keys choose; a press is the other way
          <span
            key={choice.insert}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            className="proposal"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(choice)}
          >
            {choice.name} <span className="dim">{choice.more}</span>
          </span>
        ))}
      </div>
    </div>
  );
}

interface ProposalsProps {
  readonly value: string;
  readonly field: RefObject<HTMLInputElement | null>;
  onWrite(text: string): void;
}

/** ↑ ↓ move, Tab or Enter takes, Escape leaves the name as it is typed. */
function useProposals({ value, field, onWrite }: ProposalsProps) {
  const [caret, setCaret] = useState(value.length);
  const [dismissed, setDismissed] = useState(-1);
  const [moved, setMoved] = useState(0);
  const [moveTo, setMoveTo] = useState<number | null>(null);
  const token = tokenAt(value, caret);
  const choices = useChoices(token?.from === dismissed ? null : token);
  const active = Math.min(moved, choices.length - 1);
  useEffect(() => {
    if (moveTo === null) return;
    field.current?.setSelectionRange(moveTo, moveTo);
    setMoveTo(null);
  }, [moveTo, field]);
  const take = (choice: Completion) => {
    if (token === null) return;
    const next = completed(value, token, choice);
    onWrite(next.text);
    setCaret(next.caret);
    setMoveTo(next.caret);
    setMoved(0);
  };
  const noteCaret = (at: number, isTyped: boolean) => {
    setCaret(at);
    if (isTyped) setDismissed(-1);
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const choice = choices[active];
    if (token === null || choice === undefined || event.ctrlKey || event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setMoved((active + 1) % choices.length);
    else if (event.key === 'ArrowUp') setMoved((active + choices.length - 1) % choices.length);
    else if (event.key === 'Tab' || event.key === 'Enter') take(choice);
    else if (event.key === 'Escape') setDismissed(token.from);
    else return;
    event.preventDefault();
  };
  return { choices, active, onKey, noteCaret, take };
}

function useChoices(token: Token | null): readonly Completion[] {
  const people = useDesk((state) => state.run?.people) ?? [];
  const steps = useDesk((state) => state.run?.steps) ?? [];
  const selected = useDesk((state) => (state.route.screen === 'run' ? state.route.stepId : null));
  return token === null ? [] : completionsFor(token, { people, steps, selected });
}
