import { type ReactNode, useEffect, useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';

/** The whole room takes a file by dropping, and cells by Ctrl-V wherever the focus is. */
export function SheetIntake({ children }: { readonly children: ReactNode }) {
  const [isOver, setOver] = useState(false);
  const openSheet = useDesk((state) => state.openSheet);
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      if (event.target instanceof Element && event.target.closest('input, textarea, [contenteditable]') !== null)
        return;
      const [file] = event.clipboardData?.files ?? [];
      const cells = event.clipboardData?.getData('text/plain') ?? '';
      // One word is no sheet: somebody pasted where nothing takes text.
      if (cells.includes('\t') || cells.trim().includes('\n')) openSheet(cells);
      else if (file !== undefined && !file.type.startsWith('image/')) openSheet(file);
      else return;
      event.preventDefault();
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [openSheet]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut; the button does the same
    <div
      className="drop-zone"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        const { relatedTarget } = event;
        if (!(relatedTarget instanceof Node) || !event.currentTarget.contains(relatedTarget)) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer.files;
        const cells = event.dataTransfer.getData('text/plain');
        if (file !== undefined) openSheet(file);
        else if (cells.includes('\t')) openSheet(cells);
      }}
    >
      {children}
      {isOver && <p className="drop-hint">Drop the sheet to read it</p>}
    </div>
  );
}
