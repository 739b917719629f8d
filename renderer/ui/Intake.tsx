import { type ReactNode, useEffect, useState } from 'react';

interface IntakeProps {
  /** Told while something hangs over the room. */
  readonly hint: string;
  onFile(file: File): void;
  onCells(cells: string): void;
  readonly children: ReactNode;
}

/** The whole room takes a file by dropping, and cells by Ctrl-V wherever the focus is: nobody has to aim. */
export function Intake({ hint, onFile, onCells, children }: IntakeProps) {
  const [isOver, setOver] = useState(false);
  usePaste(onFile, onCells);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut; the buttons do the same
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
        if (file !== undefined) onFile(file);
        else if (cells.includes('\t')) onCells(cells);
      }}
    >
      {children}
      {isOver && <p className="drop-hint">{hint}</p>}
    </div>
  );
}

/** Anywhere but where text is typed. */
function usePaste(onFile: IntakeProps['onFile'], onCells: IntakeProps['onCells']): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      if (event.target instanceof Element && event.target.closest('input, textarea, [contenteditable]') !== null)
        return;
      const [file] = event.clipboardData?.files ?? [];
      const cells = event.clipboardData?.getData('text/plain') ?? '';
      // One word is no sheet: somebody pasted where nothing takes text.
      if (cells.includes('\t') || cells.trim().includes('\n')) onCells(cells);
      else if (file !== undefined && !file.type.startsWith('image/')) onFile(file);
      else return;
      event.preventDefault();
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [onFile, onCells]);
}
