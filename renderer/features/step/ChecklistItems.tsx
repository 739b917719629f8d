import { Checkbox } from '@mantine/core';
import type { StepDetail } from '../../../contract/views.ts';
import { clockTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';

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
  const isAsked = useDesk((state) => state.asks[detail.step.id] !== undefined);
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const action = item.ticked === null ? 'tick' : 'untick';
  const verdict = detail.allowedActions.find((one) => one.action === action);
  const isAllowed = verdict?.allowed === true && !isAsked;
  return (
    <li title={isAllowed ? undefined : (verdict?.reason ?? undefined)}>
      <Checkbox
        size="xs"
        label={item.text}
        checked={item.ticked !== null}
        disabled={!isAllowed}
        onChange={() =>
          void act(
            detail.step.id,
            { action, itemId: item.id },
            { label: `${action === 'tick' ? 'Tick' : 'Untick'} “${item.text}”` },
          )
        }
      />
      <span className="under">
        {item.ticked === null
          ? (item.responsible ?? '')
          : `${item.ticked.by}, ${clockTime(item.ticked.at, zone)}, ${item.ticked.assurance}`}
      </span>
    </li>
  );
}
