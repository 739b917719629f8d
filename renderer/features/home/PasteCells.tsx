import { useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';

/** A place to paste cells into; pasting is all it takes. */
export function PasteCells() {
  const take = useDesk((state) => state.bringCells);
  const [text, setText] = useState('');
  return (
    <textarea
      className="paste-cells"
      aria-label="Paste cells here"
      placeholder="… or paste cells here"
      rows={2}
      value={text}
      onPaste={(event) => {
        const cells = event.clipboardData.getData('text/plain');
        if (cells.trim() === '') return;
        event.preventDefault();
        take(cells);
      }}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
