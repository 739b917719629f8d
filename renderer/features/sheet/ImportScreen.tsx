import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { formatRoute, runbookRoute } from '../../state/route.ts';
import type { SheetDesk } from '../../state/sheet-desk.ts';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { ChooseSheet } from './ChooseSheet.tsx';
import { SheetFindings } from './SheetFindings.tsx';
import { SheetForm } from './SheetForm.tsx';
import { SheetIntake } from './SheetIntake.tsx';
import { SheetResult } from './SheetResult.tsx';
import { SheetTable } from './SheetTable.tsx';

/** From a sheet to a runbook: what was guessed, to be corrected, and one button. */
export function ImportScreen() {
  const sheet = useDesk((state) => state.sheet);
  return (
    <SheetIntake>
      <header className="room-head">
        <h1>Import a sheet</h1>
        {sheet !== null && (
          <span className="dim clip" title={sheet.file.name}>
            {sheet.file.name}
          </span>
        )}
        <span className="gap" />
        {sheet !== null && <ChooseSheet label="Choose another…" />}
        {sheet?.view !== null && sheet !== null && <ImportButton sheet={sheet} />}
      </header>
      <Body sheet={sheet} />
    </SheetIntake>
  );
}

function Body({ sheet }: { readonly sheet: SheetDesk | null }) {
  if (sheet === null) return <NoSheet />;
  if (sheet.view === null) return <NotRead sheet={sheet} />;
  return (
    <main className="sheet-room">
      <SheetForm sheet={sheet} view={sheet.view} />
      <div className="sheet-split">
        <SheetTable sheet={sheet} view={sheet.view} />
        <aside className="sheet-side" aria-label="What the import gives">
          <SheetResult view={sheet.view} isAsking={sheet.isAsking} />
          <SheetFindings sheet={sheet} view={sheet.view} />
        </aside>
      </div>
    </main>
  );
}

function ImportButton({ sheet }: { readonly sheet: SheetDesk }) {
  const importSheet = useDesk((state) => state.importSheet);
  const key = sheet.view?.key ?? '';
  const known = useDesk((state) => state.home?.documents.find((document) => document.key === key));
  const steps = sheet.view?.summary.steps ?? 0;
  const errors = sheet.view?.counts.error ?? 0;
  const what = `Import ${steps} ${steps === 1 ? 'step' : 'steps'}`;
  return (
    <>
      {errors > 0 && (
        <span className="dim" id="import-blocked">
          {errors === 1 ? 'one finding stops the import' : `${errors} findings stop the import`}
        </span>
      )}
      {errors === 0 && known !== undefined && (
        <span className="dim">
          becomes revision {known.revision + 1} of{' '}
          <a className="link" href={formatRoute(runbookRoute(known.key))}>
            {known.title}
          </a>
        </span>
      )}
      <Button
        variant="filled"
        loading={sheet.isImporting}
        disabled={errors > 0 || steps === 0 || sheet.isAsking}
        aria-describedby={errors > 0 ? 'import-blocked' : undefined}
        onClick={() => void importSheet()}
      >
        {what}
      </Button>
    </>
  );
}

function NoSheet() {
  return (
    <RoomBody>
      <section className="empty">
        <h2>From your spreadsheet to a runbook</h2>
        <p>
          Drop a sheet here, choose its file, or copy the cells in Excel and press <kbd>Ctrl</kbd> <kbd>V</kbd>. You see
          how each column and row is read, and correct it, before anything is stored.
        </p>
        <div>
          <ChooseSheet label="Choose a sheet…" isMain />
          <p className="hint">
            .xlsx, .csv, .tsv. Every row becomes a manual step; nothing in a sheet is ever executed. Columns without a
            meaning are kept.
          </p>
        </div>
      </section>
    </RoomBody>
  );
}

function NotRead({ sheet }: { readonly sheet: SheetDesk }) {
  const close = useDesk((state) => state.closeSheet);
  useEffect(() => {
    if (sheet.problem !== null) document.getElementById('sheet-problem')?.focus();
  }, [sheet.problem]);
  return (
    <RoomBody>
      {sheet.problem === null ? (
        <p className="dim" role="status">
          Reading {sheet.file.name} …
        </p>
      ) : (
        <section className="problem" role="alert" id="sheet-problem" tabIndex={-1}>
          <h2>{sheet.file.name} was not read</h2>
          <p>{sheet.problem.message}</p>
          <p className="dim">Nothing was stored.</p>
          <button type="button" className="plain-button" onClick={close}>
            Clear
          </button>
        </section>
      )}
    </RoomBody>
  );
}
