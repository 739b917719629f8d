import { type DragEvent, type ReactNode, useEffect, useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';

/** The whole room takes a file or pasted cells: nobody has to aim. */
export function DropZone({ children }: { readonly children: ReactNode }) {
  const [isOver, setOver] = useState(false);
  const bringFile = useDesk((state) => state.bringFile);
  const bringCells = useDesk((state) => state.bringCells);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) void bringFile(file);
  };
  usePastedCells(bringCells);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping and pasting are short cuts; the buttons do the same
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
      onDrop={drop}
    >
      {children}
      {isOver && <p className="drop-hint">Drop a sheet (.xlsx, .csv, .tsv) or a runbook (.yaml)</p>}
    </div>
  );
}

/** Ctrl-V wherever the focus is, unless it is where text is typed. */
function usePastedCells(bringCells: (cells: string) => void): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      if (event.target instanceof Element && event.target.closest('input, textarea') !== null) return;
      const cells = event.clipboardData?.getData('text/plain') ?? '';
      // One word is no sheet: somebody pasted where nothing takes text.
      if (!cells.includes('\t') && !cells.trim().includes('\n')) return;
      event.preventDefault();
      bringCells(cells);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [bringCells]);
}
