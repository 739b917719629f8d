import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import type { RunCommand } from '../../../contract/commands.ts';
import { useDesk } from '../../state/desk-context.ts';
import { SaidBy } from '../step/SaidBy.tsx';
import type { DraftInHand } from './use-draft.ts';

interface DraftFormProps {
  readonly draft: DraftInHand;
  /** What the form is, and what it means before it is recorded. */
  readonly title: string;
  readonly means?: ReactNode;
  /** The button that records: "Record decision". */
  readonly label: string;
  /** What would be recorded, or what is still missing, as a sentence. */
  readonly command: RunCommand | string;
  /** Somebody else may have said it, at another time. */
  readonly isReported?: boolean;
  readonly children: ReactNode;
  /** Instead of recording the draft as it stands. */
  onRecord?(): Promise<boolean>;
  /** After it was recorded, and when it is put aside. */
  onDone(): void;
}

/**
 * A panel in which somebody writes. Ctrl Enter records, Escape puts it aside; words stay until they are recorded or
 * thrown away, whatever becomes of the panel, the page and the connection.
 */
export function DraftForm(props: DraftFormProps) {
  const { draft, title, means, label, command, isReported = true, children, onDone } = props;
  const form = useFirstField();
  const passFocus = useDesk((state) => state.passFocus);
  const isShut = useDesk((state) => state.connection !== 'connected');
  const lacks = typeof command === 'string' ? command : null;
  const reason = isShut ? 'No connection to Holdpoint: it is kept here and can be recorded once it is back.' : lacks;
  const send = async () => {
    if (typeof command === 'string' || reason !== null) return;
    const isRecorded = await (props.onRecord?.() ?? draft.record(command, label));
    if (!isRecorded) return;
    onDone();
    setTimeout(passFocus, 0);
  };
  return (
    <form
      ref={form}
      className="act-panel draft-form"
      aria-label={title}
      // Enter alone records nothing: a stray key must not.
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void send();
      }}
    >
      <p>
        <strong>{title}</strong> {means}
      </p>
      {children}
      {isReported && (
        <SaidBy
          roles={[]}
          initial={draft.draft?.said ?? null}
          when={{ at: draft.draft?.at ?? null, onAt: draft.sayAt }}
          onChange={draft.say}
        />
      )}
      <DraftFate draft={draft} />
      <div className="act-line">
        <Button
          variant="filled"
          disabled={reason !== null}
          onClick={() => void send()}
          loading={draft.ask?.phase === 'asked'}
        >
          {label} <kbd>Ctrl ↵</kbd>
        </Button>
        <Button onClick={onDone}>Put aside</Button>
        {draft.draft !== null && (
          <Button
            variant="subtle"
            onClick={() => {
              draft.drop();
              onDone();
            }}
          >
            Throw away
          </Button>
        )}
        <span className="hint" role="status">
          {reason}
        </span>
      </div>
    </form>
  );
}

/** Between asking and the record: never shown as done before it is. */
export function DraftFate({ draft }: { readonly draft: DraftInHand }) {
  const { ask } = draft;
  if (ask === undefined || ask.phase === 'recorded') return null;
  if (ask.phase === 'asked') return <p className="asked">{ask.label}: asked, waiting until it is recorded</p>;
  return (
    <p className="asked" data-phase="unknown" role="alert">
      {ask.label}: the connection broke before the answer. Record it again as it stands: it counts once.
    </p>
  );
}

/** The first field takes the focus when the panel opens; when it closes, the focus goes back where it was. */
export function useFirstField() {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    form.current?.querySelector<HTMLElement>('[data-autofocus], input, textarea, select')?.focus();
    return () => {
      if (document.activeElement !== null && document.activeElement !== document.body) return;
      const back = before instanceof HTMLElement && before !== document.body && before.isConnected ? before : null;
      (back ?? document.getElementById('runsheet'))?.focus();
    };
  }, []);
  return form;
}
