import { Button, Menu } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { counted } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { type EditView, isDirty } from '../../state/edit-session.ts';
import { useEditMenu } from './use-edit-menu.ts';

const views = [
  { value: 'table', label: 'Table' },
  { value: 'both', label: 'Both' },
  { value: 'text', label: 'Text' },
] as const satisfies readonly { value: EditView; label: string }[];

export function EditBar() {
  const pane = useDesk((state) => state.editPane);
  const show = useDesk((state) => state.showEdit);
  const openHistory = useDesk((state) => state.openHistory);
  const isBound = useDesk((state) => state.editing?.file !== null && state.editing?.file !== undefined);
  const toggle = (wanted: 'document' | 'file' | 'findings') => show({ pane: pane === wanted ? null : wanted });
  return (
    <div className="edit-bar">
      <ViewChoice />
      <UndoButtons />
      <RowMenu />
      <button
        type="button"
        className="plain-button"
        aria-expanded={pane === 'document'}
        onClick={() => toggle('document')}
      >
        Document
      </button>
      <span className="gap" />
      <FindingsCount onOpen={() => toggle('findings')} isOpen={pane === 'findings'} />
      <button
        type="button"
        className="plain-button"
        aria-expanded={pane === 'history'}
        onClick={() => (pane === 'history' ? show({ pane: null }) : void openHistory())}
      >
        History
      </button>
      <button type="button" className="plain-button" aria-expanded={pane === 'file'} onClick={() => toggle('file')}>
        {isBound ? 'File' : 'Bind to a file…'}
      </button>
      <SaveLine />
    </div>
  );
}

function ViewChoice() {
  const view = useDesk((state) => state.editView);
  const show = useDesk((state) => state.showEdit);
  return (
    <fieldset className="edit-views" aria-label="View">
      {views.map(({ value, label }) => (
        <button type="button" key={value} aria-pressed={view === value} onClick={() => show({ view: value })}>
          {label}
        </button>
      ))}
    </fieldset>
  );
}

function UndoButtons() {
  const undo = useDesk((state) => state.undoEdit);
  const redo = useDesk((state) => state.redoEdit);
  const canUndo = useDesk((state) => (state.editing?.past.length ?? 0) > 0);
  const canRedo = useDesk((state) => (state.editing?.future.length ?? 0) > 0);
  return (
    <span className="edit-group">
      <button type="button" className="plain-button" disabled={!canUndo} onClick={undo} title="Ctrl Z">
        Undo
      </button>
      <button type="button" className="plain-button" disabled={!canRedo} onClick={redo} title="Ctrl Y">
        Redo
      </button>
    </span>
  );
}

function RowMenu() {
  const items = useEditMenu();
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <button type="button" className="plain-button">
          Rows ▾
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map(({ name, keys, act }) => (
          <Menu.Item key={name} onClick={act} rightSection={<kbd>{keys}</kbd>}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function FindingsCount({ onOpen, isOpen }: { readonly onOpen: () => void; readonly isOpen: boolean }) {
  const findings = useDesk((state) => state.editing?.findings);
  const isLinting = useDesk((state) => state.editing?.isLinting === true);
  const errors = (findings ?? []).filter(({ severity }) => severity === 'error').length;
  const others = (findings?.length ?? 0) - errors;
  const text =
    errors === 0 && others === 0
      ? 'No findings'
      : [
          errors === 0 ? null : counted(errors, 'error'),
          others === 0 ? null : counted(others, errors === 0 ? 'finding' : 'other finding'),
        ]
          .filter((one) => one !== null)
          .join(', ');
  return (
    <button
      type="button"
      className="plain-button"
      aria-expanded={isOpen}
      onClick={onOpen}
      data-tone={errors > 0 ? 'bad' : undefined}
    >
      {isLinting ? 'Checking …' : text}
    </button>
  );
}

function SaveLine() {
  const editing = useDesk((state) => state.editing);
  const isAsking = useDesk((state) => state.editPane === 'save');
  const show = useDesk((state) => state.showEdit);
  const save = useDesk((state) => state.saveEdit);
  const throwAway = useDesk((state) => state.throwAwayEdit);
  const [reason, setReason] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isAsking) field.current?.focus();
  }, [isAsking]);
  if (editing === null) return null;
  const dirty = isDirty(editing);
  const leave = () => {
    setReason('');
    show({ pane: null });
    document.getElementById('edit-grid')?.focus();
  };
  const send = async () => {
    if (await save(reason.trim())) leave();
  };
  return (
    <span className="edit-save">
      <span className="edit-state" data-dirty={dirty} role="status">
        {dirty ? `Not saved · based on revision ${editing.base.revision}` : `Revision ${editing.base.revision}`}
      </span>
      {dirty && !isAsking && (
        <button type="button" className="plain-button" onClick={throwAway} title="Undo brings it back">
          Throw away
        </button>
      )}
      {isAsking && (
        <input
          ref={field}
          className="filter edit-reason"
          aria-label="Reason for this revision"
          placeholder="Why? (optional) Enter saves"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void send();
            if (event.key === 'Escape') leave();
            if (event.key === 'Enter' || event.key === 'Escape') event.preventDefault();
          }}
        />
      )}
      <Button
        variant={dirty ? 'filled' : 'default'}
        disabled={!dirty}
        loading={editing.isSaving}
        onClick={() => (isAsking ? void send() : show({ pane: 'save' }))}
      >
        {isAsking ? 'Save revision' : 'Save…'}
      </Button>
    </span>
  );
}
