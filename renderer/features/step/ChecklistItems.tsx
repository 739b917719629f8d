import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { Attribution } from '../../../contract/actor.ts';
import type { StepDetail } from '../../../contract/step-detail.ts';
import { duration } from '../../format/duration.ts';
import { clockTime, dayAndTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';
import { SaidBy } from './SaidBy.tsx';

type Item = StepDetail['items'][number];

/** A tick is asked for, and shown ticked only once it is recorded, with who and how sure. */
export function ChecklistItems({ detail }: { readonly detail: StepDetail }) {
  const done = detail.items.filter((item) => item.ticked !== null).length;
  return (
    <section>
      <h3>
        Checklist <span className="dim figures">{`${done} of ${detail.items.length}`}</span>
      </h3>
      <ul className="items">
        {detail.items.map((item) => (
          <ItemLine item={item} detail={detail} key={item.id} />
        ))}
      </ul>
    </section>
  );
}

function ItemLine({ item, detail }: { readonly item: Item; readonly detail: StepDetail }) {
  const act = useDesk((state) => state.act);
  const attribution = useDesk((state) => state.attribution);
  const isAsked = useDesk((state) => state.asks[detail.step.id] !== undefined);
  const [isReported, setReported] = useState(false);
  const action = item.ticked === null ? 'tick' : 'untick';
  const verdict = detail.allowedActions.find((one) => one.action === action);
  const isAllowed = verdict?.allowed === true && !isAsked;
  const label = `${action === 'tick' ? 'Tick' : 'Untick'} “${item.text}”`;
  // The second pair of eyes is somebody else's: asked for by name.
  const isOwnHalf = action === 'tick' && item.ticks.some(({ by }) => by === attribution().by);
  const press = () => {
    if (isOwnHalf) setReported(true);
    else void act(detail.step.id, { action, itemId: item.id }, { label });
  };
  return (
    <li title={isAllowed ? undefined : (verdict?.reason ?? undefined)}>
      <Checkbox
        size="xs"
        label={item.text}
        checked={item.ticked !== null}
        indeterminate={item.ticked === null && item.ticks.length > 0}
        disabled={!isAllowed}
        onChange={press}
      />
      <div className="item-facts">
        <ItemFacts item={item} detail={detail} />
        {action === 'tick' && isAllowed && !isReported && (
          <button type="button" className="link-button" onClick={() => setReported(true)}>
            {isOwnHalf ? 'The second person ticks…' : 'Said by somebody else…'}
          </button>
        )}
        {action === 'tick' && isReported && (
          <ReportedTick item={item} detail={detail} onDone={() => setReported(false)} />
        )}
      </div>
    </li>
  );
}

interface ReportedTickProps {
  readonly item: Item;
  readonly detail: StepDetail;
  onDone(): void;
}

/** A tick as somebody else says it: who, as what, by which way. */
function ReportedTick({ item, detail, onDone }: ReportedTickProps) {
  const act = useDesk((state) => state.act);
  const [initial] = useState<Attribution>(() => ({ ...(item.responsible === null ? {} : { role: item.responsible }) }));
  const [said, setSaid] = useState<Attribution>(initial);
  const send = async () => {
    const how = { label: `Tick “${item.text}”`, attribution: said };
    if (await act(detail.step.id, { action: 'tick', itemId: item.id }, how)) onDone();
  };
  return (
    <form
      className="act-form"
      aria-label={`Tick “${item.text}” for somebody else`}
      onSubmit={(event) => {
        event.preventDefault();
        if (said.by !== undefined) void send();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone();
      }}
    >
      <SaidBy roles={item.responsible === null ? [] : [item.responsible]} initial={initial} isOpen onChange={setSaid} />
      <div className="act-line">
        <Button onClick={onDone}>Leave it</Button>
        <Button type="submit" variant="filled" disabled={said.by === undefined}>
          Record the tick
        </Button>
      </div>
    </form>
  );
}

/** Who answers for it, who ticked it, what is missing, when it is due. */
function ItemFacts({ item, detail }: { readonly item: Item; readonly detail: StepDetail }) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const missing = detail.evidenceDemands.filter(
    ({ id, required }) =>
      required && item.evidence.includes(id) && !detail.evidence.some(({ evidenceId }) => evidenceId === id),
  );
  const facts = [
    ...(item.ticked === null && item.responsible !== null ? [item.responsible] : []),
    ...(item.needed === 2 ? [`two people, ${Math.min(item.ticks.length, 2)} of 2`] : []),
    ...item.ticks.map(({ by, at, assurance }) => `${by}, ${clockTime(at, zone)}, ${assurance}`),
    ...(missing.length === 0 ? [] : ['evidence missing, asked for below']),
  ];
  return (
    <span className="under">
      {facts.join(' · ')}
      <ItemDue item={item} zone={zone} />
    </span>
  );
}

function ItemDue({ item, zone }: { readonly item: Item; readonly zone: string }) {
  const now = useScenarioNow();
  if (item.due === null || item.ticked !== null) return null;
  const { text, at } = item.due;
  if (at === null) return <>{` · due ${text}`}</>;
  if (at < now) return <span className="overdue">{` · ! overdue by ${duration(at - now)}`}</span>;
  return <>{` · due ${dayAndTime(at, zone, now)}, in ${duration(at - now)}`}</>;
}
