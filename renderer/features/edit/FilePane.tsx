import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';

const states = {
  same: 'The file holds the newest revision.',
  behind: 'The file holds an older revision; saving writes it.',
  changed: 'The file was changed by another program.',
  missing: 'The file is gone.',
  unusable: 'The file cannot be used.',
} as const;

/** Binding to a file: saving writes it, and what others change in it is offered. */
export function FilePane() {
  const file = useDesk((state) => state.editing?.file ?? null);
  const problem = useDesk((state) => state.editing?.fileProblem ?? null);
  const machine = useDesk((state) => state.home?.workspace.machine);
  const show = useDesk((state) => state.showEdit);
  const link = useDesk((state) => state.linkFile);
  const unlink = useDesk((state) => state.unlinkFile);
  const [path, setPath] = useState('');
  return (
    <aside className="edit-pane" aria-label="File">
      <div className="panel-head">
        <h2>File on {machine ?? 'this machine'}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label="Close the file pane"
          onClick={() => show({ pane: null })}
        >
          ×
        </button>
      </div>
      {file === null ? (
        <form
          className="stack edit-form"
          onSubmit={(event) => {
            event.preventDefault();
            void link(path);
          }}
        >
          <p className="hint">
            Each save then writes the file, too. What another program changes in it is shown and never overwritten
            silently.
          </p>
          <TextInput
            label="Path"
            description="The whole path of a .yaml file that is there."
            value={path}
            error={problem?.message}
            onChange={(event) => setPath(event.currentTarget.value)}
          />
          <Button type="submit" disabled={path.trim() === ''}>
            Bind
          </Button>
        </form>
      ) : (
        <div className="stack edit-form">
          <p className="code wrap">{file.path}</p>
          <p>{file.message ?? states[file.state]}</p>
          <Button onClick={() => void unlink()}>Unbind</Button>
        </div>
      )}
    </aside>
  );
}
