import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { RunbookView } from '../../../contract/workspace-views.ts';
import { counted } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { PreviewPane } from './PreviewPane.tsx';
import { openPlaceholders, type PreviewStep, stepsFound } from './preview-groups.ts';
import { firstValues, inputProblem, splitInputs } from './start-values.ts';

/** What would run where: every step's text as it will be sent. Nothing is connected or started. */
export function PreviewRoom({ runbook }: { readonly runbook: RunbookView }) {
  const typed = useDesk((state) => state.startInputs);
  const load = useDesk((state) => state.loadPreview);
  const preview = useDesk((state) => state.preview);
  const problem = useDesk((state) => state.previewProblem);
  const values = firstValues(runbook.inputs, typed);
  const lack = runbook.inputs.find(
    (spec) => !spec.secret && inputProblem(spec, values.inputs[spec.name] ?? '') !== null,
  );
  const inputs = lack === undefined ? splitInputs(runbook.inputs, values).inputs : {};
  const { key, revision } = runbook.document;
  const asked = JSON.stringify([key, revision, inputs]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew only when what is asked has changed
  useEffect(() => void load(key, inputs), [asked, load]);
  if (problem !== null) {
    return (
      <RoomBody>
        <ProblemNote title="The runbook cannot be previewed" problem={problem} />
      </RoomBody>
    );
  }
  if (preview === null) {
    return (
      <RoomBody>
        <p className="dim" role="status">
          Putting the values in …
        </p>
      </RoomBody>
    );
  }
  return <Rooms steps={[...preview.steps, ...(preview.probes ?? [])]} note={valuesNote(lack?.name, inputs)} />;
}

function valuesNote(lacking: string | undefined, inputs: Readonly<Record<string, string>>): string {
  if (lacking !== undefined) return `Placeholders stay: “${lacking}” has no good value yet. Fill it in under Plan.`;
  const given = Object.entries(inputs).map(([name, value]) => `${name} = ${value}`);
  return given.length === 0 ? 'The runbook asks for no values.' : `With ${given.join(', ')}; change them under Plan.`;
}

function Rooms({ steps, note }: { readonly steps: readonly PreviewStep[]; readonly note: string }) {
  const [words, setWords] = useState('');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const found = stepsFound(steps, words);
  const chosen = found.find((step) => step.stepId === chosenId) ?? firstThatRuns(found) ?? null;
  return (
    <div className="preview">
      <section className="preview-steps" aria-label="Steps">
        <div className="preview-find">
          <input
            className="filter"
            type="search"
            placeholder="Find a step or its text"
            aria-label="Find a step"
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <span className="dim figures nowrap">
            {found.length === steps.length ? counted(steps.length, 'step') : `${found.length} of ${steps.length}`}
          </span>
        </div>
        <StepList steps={found} chosen={chosen} onChoose={setChosenId} />
        <p className="hint preview-note" title={note}>
          {note}
        </p>
      </section>
      {chosen === null ? (
        <RoomBody>
          <p className="dim">No step has “{words}” in its title or text.</p>
        </RoomBody>
      ) : (
        <PreviewPane step={chosen} key={chosen.stepId} />
      )}
    </div>
  );
}

function firstThatRuns(steps: readonly PreviewStep[]): PreviewStep | undefined {
  return steps.find((step) => step.targets.length > 0) ?? steps[0];
}

const ROW = 44;

interface StepListProps {
  readonly steps: readonly PreviewStep[];
  readonly chosen: PreviewStep | null;
  onChoose(stepId: string): void;
}

function StepList({ steps, chosen, onChoose }: StepListProps) {
  const place = useRef<HTMLDivElement>(null);
  const count = steps.length;
  const rows = useVirtualizer({ count, getScrollElement: () => place.current, estimateSize: () => ROW, overscan: 12 });
  const move = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined || chosen === null) return;
    event.preventDefault();
    const index = Math.min(count - 1, Math.max(0, steps.indexOf(chosen) + by));
    const next = steps[index];
    if (next === undefined) return;
    onChoose(next.stepId);
    rows.scrollToIndex(index);
  };
  const chosenIndex = chosen === null ? -1 : steps.indexOf(chosen);
  return (
    <div
      className="preview-list"
      ref={place}
      role="listbox"
      tabIndex={0}
      aria-label="Steps of the preview"
      aria-activedescendant={chosenIndex < 0 ? undefined : `preview-step-${chosenIndex}`}
      onKeyDown={move}
    >
      <div style={{ blockSize: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map((row) => {
          const step = steps[row.index];
          if (step === undefined) return null;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list moves by its arrow keys
            <div
              className="preview-step"
              role="option"
              id={`preview-step-${row.index}`}
              tabIndex={-1}
              aria-selected={step === chosen}
              aria-setsize={count}
              aria-posinset={row.index + 1}
              key={step.stepId}
              style={{ transform: `translateY(${row.start}px)` }}
              onClick={() => onChoose(step.stepId)}
            >
              <StepLine step={step} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function StepLine({ step }: { readonly step: PreviewStep }) {
  const { never } = openPlaceholders(step);
  const isRefused = step.targets.some(({ refusal }) => refusal !== null);
  return (
    <>
      <span className="clip" title={step.title}>
        {step.title}
      </span>
      <span className="under dim">
        <span className="code clip">{step.stepId}</span>
        <span className="nowrap">
          {step.kind}
          {step.kind !== 'message' && step.targets.length > 0 && ` · ${counted(step.targets.length, 'target')}`}
        </span>
        {(never.length > 0 || isRefused) && <span className="preview-bad">cannot be sent</span>}
      </span>
    </>
  );
}
