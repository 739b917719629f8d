import { Button, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { RunCommand } from '../../../contract/commands.ts';
import { ragSchema } from '../../../contract/rag.ts';
import { fullTime } from '../../format/time.ts';
import { UPDATE_DRAFT } from '../../state/chair-slice.ts';
import { useDesk } from '../../state/desk-context.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { DraftForm } from '../pen/DraftForm.tsx';
import { type DraftInHand, useDraft } from '../pen/use-draft.ts';
import { MomentInput } from '../step/MomentInput.tsx';
import { RagMark } from './RagMark.tsx';

/** The update in words to hand on. What is copied is what is recorded, to the letter. */
export function UpdateForm() {
  const draft = useDraft(UPDATE_DRAFT);
  const ask = useDesk((state) => state.updateAsk);
  const askUpdate = useDesk((state) => state.askUpdate);
  const openPanel = useDesk((state) => state.openPanel);
  const tell = useDesk((state) => state.tell);
  const place = useRef<HTMLDivElement>(null);
  const [isByHand, setByHand] = useState(false);
  useEffect(() => void askUpdate(false), [askUpdate]);
  const text = draft.text('text');
  const command = commandOf(draft);
  const give = async () => {
    if (typeof command === 'string') return false;
    if (!isByHand && !(await isCopied(text))) {
      setByHand(true);
      place.current?.querySelector('textarea')?.select();
      return false;
    }
    if (!(await draft.record(command, 'Record the update'))) return false;
    tell({ tone: 'good', title: 'Update copied and recorded', text: 'It is in the log word for word.' });
    return true;
  };
  return (
    <DraftForm
      draft={draft}
      title="Update."
      means={isByHand ? 'This browser does not let the text out: press Ctrl C, then record.' : <LastUpdate />}
      label={isByHand ? 'I copied it: record' : 'Copy and record'}
      command={command}
      isReported={false}
      onRecord={give}
      onDone={() => openPanel(null)}
    >
      {ask.kind === 'refused' && <ProblemNote title="The update could not be worded" problem={ask.problem} />}
      <div className="update-body" ref={place}>
        <Textarea
          label="Text"
          className="grow"
          minRows={4}
          maxRows={9}
          maxLength={16_000}
          value={text}
          placeholder={ask.kind === 'asking' ? 'Being worded …' : ''}
          onChange={(event) => draft.write('text', event.currentTarget.value)}
        />
        <div className="update-side">
          <UpdateColour draft={draft} />
          <MomentInput
            label="Next update due"
            at={nextDue(draft)}
            lean="future"
            placeholder="+30m"
            onAt={(at) => draft.write('next', at === null ? '' : String(at))}
          />
          <Button onClick={() => void askUpdate(true)} loading={ask.kind === 'asking'}>
            Word it anew
          </Button>
        </div>
      </div>
    </DraftForm>
  );
}

function UpdateColour({ draft }: { readonly draft: DraftInHand }) {
  const rag = ragSchema.safeParse(draft.text('rag'));
  if (!rag.success) return null;
  return (
    <p className="wrap">
      <RagMark rag={rag.data} /> <span className="dim">{draft.text('because')}</span>
    </p>
  );
}

function LastUpdate() {
  const last = useDesk((state) => state.run?.header.lastUpdate ?? null);
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  if (last === null) return 'The first one of this run.';
  return (
    <span className="figures">
      The last one: {fullTime(last.at, zone)}, {last.by}.
    </span>
  );
}

function commandOf(draft: DraftInHand): RunCommand | string {
  const rag = ragSchema.safeParse(draft.text('rag'));
  const text = draft.text('text');
  if (!rag.success || text.trim() === '') return 'There is no text yet.';
  const next = nextDue(draft);
  return {
    type: 'give-update',
    rag: rag.data,
    because: draft.text('because') || 'no reason given',
    text,
    ...(next === null ? {} : { nextDueAt: next }),
  };
}

function nextDue(draft: DraftInHand): number | null {
  const next = draft.text('next');
  return next === '' ? null : Number(next);
}

async function isCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
