import { Button } from '@mantine/core';
import { clockTimeWithSeconds } from '../../format/time.ts';
import { keyOf } from '../../keyboard/key-table.ts';
import { useDesk } from '../../state/desk-context.ts';
import type { Panel } from '../../state/face-slice.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';
import { SaidBy } from '../step/SaidBy.tsx';
import { stepNamed } from './completions.ts';
import { DraftFate, useFirstField } from './DraftForm.tsx';
import { NameField } from './NameField.tsx';
import { useDraft } from './use-draft.ts';

/** A note in one line: N, type, Enter. It stands over the log and pushes it, and covers nothing. */
export function NoteBar() {
  const isOpen = useDesk((state) => state.panel === 'note');
  if (isOpen) return <NoteForm />;
  return (
    <>
      <PenButton panel="note" draft="note" shown={keyOf('note')}>
        Note
      </PenButton>
      <PenButton panel="decision" draft="decision" shown={keyOf('decision')}>
        Decision
      </PenButton>
      <PenButton panel="issue" draft="issue" shown={keyOf('issue')}>
        Issue
      </PenButton>
    </>
  );
}

interface PenButtonProps {
  readonly panel: Panel;
  readonly draft: string;
  readonly shown: string;
  readonly children: string;
}

/** Says when something begun waits behind it. */
function PenButton({ panel, draft, shown, children }: PenButtonProps) {
  const openPanel = useDesk((state) => state.openPanel);
  const isBegun = useDesk((state) => state.drafts[draft]?.at != null);
  return (
    <button type="button" className="plain-button" onClick={() => openPanel(panel)}>
      {children} <kbd>{shown.replace('Shift ', '⇧')}</kbd>
      {isBegun && <span className="asked"> begun</span>}
    </button>
  );
}

const MOST = 8000;

function NoteForm() {
  const draft = useDraft('note');
  const form = useFirstField();
  const openPanel = useDesk((state) => state.openPanel);
  const passFocus = useDesk((state) => state.passFocus);
  const steps = useDesk((state) => state.run?.steps) ?? [];
  const isShut = useDesk((state) => state.connection !== 'connected');
  const text = draft.text('text');
  const about = stepNamed(text, steps);
  const record = async () => {
    if (text.trim() === '' || isShut) return;
    const step = about === null ? {} : { stepId: about.id };
    if (!(await draft.record({ type: 'note', text: text.trim(), ...step }, 'Write a note'))) return;
    openPanel(null);
    setTimeout(passFocus, 0);
  };
  return (
    <form
      ref={form}
      className="note-form"
      aria-label="Note"
      onSubmit={(event) => {
        event.preventDefault();
        void record();
      }}
    >
      <div className="note-line">
        <NoteTime at={draft.draft?.at ?? null} />
        <NameField value={text} maxLength={MOST} onWrite={(next) => draft.write('text', next)} />
        <Button type="submit" disabled={text.trim() === '' || isShut} loading={draft.ask?.phase === 'asked'}>
          Record <kbd>↵</kbd>
        </Button>
        <Button onClick={() => openPanel(null)}>Put aside</Button>
        {draft.draft !== null && (
          <Button
            variant="subtle"
            onClick={() => {
              draft.drop();
              openPanel(null);
            }}
          >
            Throw away
          </Button>
        )}
      </div>
      <div className="note-under">
        <SaidBy
          roles={[]}
          initial={draft.draft?.said ?? null}
          when={{ at: draft.draft?.at ?? null, onAt: draft.sayAt }}
          onChange={draft.say}
        />
        {about !== null && (
          <span className="dim clip" title={about.title}>
            about {about.index + 1} {about.title}
          </span>
        )}
        {isShut && <span className="asked">No connection: kept here until it is back</span>}
        <DraftFate draft={draft} />
      </div>
    </form>
  );
}

/** The time that will be recorded: running until the first key, then that key's. */
function NoteTime({ at }: { readonly at: number | null }) {
  const now = useScenarioNow();
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  return (
    <span
      className={at === null ? 'figures dim' : 'figures strong'}
      title="The time of the first key: when it happened"
    >
      {clockTimeWithSeconds(at ?? now, zone)}
    </span>
  );
}
