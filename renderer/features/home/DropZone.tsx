import type { ReactNode } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { Intake } from '../../ui/Intake.tsx';

/** The agenda takes sheets, cells and documents. */
export function DropZone({ children }: { readonly children: ReactNode }) {
  const bringFile = useDesk((state) => state.bringFile);
  const bringCells = useDesk((state) => state.bringCells);
  return (
    <Intake hint="Drop a sheet (.xlsx, .csv, .tsv) or a runbook (.yaml)" onFile={bringFile} onCells={bringCells}>
      {children}
    </Intake>
  );
}
