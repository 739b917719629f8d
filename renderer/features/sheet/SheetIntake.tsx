import type { ReactNode } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { Intake } from '../../ui/Intake.tsx';

/** The import room takes sheets, and nothing else. */
export function SheetIntake({ children }: { readonly children: ReactNode }) {
  const openSheet = useDesk((state) => state.openSheet);
  return (
    <Intake hint="Drop the sheet to read it" onFile={openSheet} onCells={openSheet}>
      {children}
    </Intake>
  );
}
