// biome-ignore-all lint/a11y/useSemanticElements: proposals for a part of a text are no select
// biome-ignore-all lint/a11y/useFocusableInteractive: the field keeps the focus and names the active proposal
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
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
  const [caret, setCaret] = useState(value.length);
  const [dismissed, setDismissed] = useState(-1);
  const [active, setActive] = useState(0);
  const list = useId();
  const people = useDesk((state) => state.run?.people) ?? [];
  const steps = useDesk((state) => state.run?.steps) ?? [];
  const selected = useDesk((state) => (state.route.screen === 'run' ? state.route.stepId : null));
  const token = tokenAt(value, caret);
  const isShown = token !== null && token.from !== dismissed;
  const choices = isShown ? completionsFor(token, { people, steps, selected }) : [];
  const at = Math.min(active, choices.length - 1);
  const [moveTo, setMoveTo] = useState<number | null>(null);
  useEffect(() => {
    if (moveTo === null) return;
    field.current?.setSelectionRange(moveTo, moveTo);
    setMoveTo(null);
  }, [moveTo]);
  const take = (choice: Completion, of: Token) => {
    const next = completed(value, of, choice);
    onWrite(next.text);
    setCaret(next.caret);
    setMoveTo(next.caret);
    setActive(0);
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const choice = choices[at];
    if (token === null || choice === undefined || event.ctrlKey || event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setActive((at + 1) % choices.length);
    else if (event.key === 'ArrowUp') setActive((at + choices.length - 1) % choices.length);
    else if (event.key === 'Tab' || event.key === 'Enter') take(choice, token);
    else if (event.key === 'Escape') setDismissed(token.from);
    else return;
    event.preventDefault();
  };
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
        aria-activedescendant={choices.length > 0 ? `${list}-${at}` : undefined}
        placeholder="What happened? @ names a person, # a step"
        autoComplete="off"
        value={value}
        maxLength={maxLength}
        onChange={(event) => {
          onWrite(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart ?? event.currentTarget.value.length);
          setDismissed(-1);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
        onKeyDown={onKey}
      />
      <div className="proposals" role="listbox" id={list} aria-label="Proposals" hidden={choices.length === 0}>
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field's keys choose; a press is the other way
          <span
            key={choice.insert}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at}
            className="proposal"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => token !== null && take(choice, token)}
          >
            {choice.name} <span className="dim">{choice.more}</span>
          </span>
        ))}
      </div>
    </div>
  );
}
