import { type KeyboardEvent, useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { jumpTarget } from './jump-target.ts';

interface JumpBarProps {
  readonly startedAt: number;
  onRow(row: number): void;
  onClose(): void;
}

/** To a line by its number, to a moment by the clock. */
export function JumpBar({ startedAt, onRow, onClose }: JumpBarProps) {
  const place = useDesk((state) => state.placeInOutput);
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const lines = useDesk((state) => state.output.window.totals.lines);
  const [text, setText] = useState('');
  const to = text.trim() === '' ? null : jumpTarget(text, { zone, startedAt });
  const isWrong = text.trim() !== '' && to === null;
  const press = async (event: KeyboardEvent) => {
    // Escape would shut the panel of the run as well.
    if (event.key === 'Escape' || event.key === 'Enter') event.stopPropagation();
    if (event.key === 'Escape') onClose();
    if (event.key !== 'Enter' || to === null) return;
    const row = await place(to);
    if (row === null) return;
    onRow(row);
    document.getElementById('output')?.focus();
  };
  return (
    <div className="output-search">
      <input
        className="filter"
        aria-label="Go to a line or a time"
        aria-invalid={isWrong}
        placeholder="line 1200, or a time 22:47:03"
        // biome-ignore lint/a11y/noAutofocus: it opens because somebody wants to type into it
        autoFocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => void press(event)}
      />
      <span className="figures output-hits" role="status" data-tone={isWrong ? 'bad' : undefined}>
        {isWrong ? 'a number, or hours:minutes' : `${lines.toLocaleString('en')} lines`}
      </span>
    </div>
  );
}
