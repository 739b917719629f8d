import type { StepDetail } from '../../../contract/step-detail.ts';
import { clockTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { ActButton } from '../../ui/ActButton.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import type { StateLook } from '../../ui/state-words.ts';

type Criterion = StepDetail['criteria'][number];

export function CriteriaList({ detail }: { readonly detail: StepDetail }) {
  const met = detail.criteria.filter((criterion) => criterion.met === true).length;
  return (
    <section>
      <h3>
        Criteria <span className="dim figures">{`${met} of ${detail.criteria.length} met`}</span>
      </h3>
      <ul className="items">
        {detail.criteria.map((criterion) => (
          <CriterionLine criterion={criterion} detail={detail} key={criterion.id} />
        ))}
      </ul>
    </section>
  );
}

function CriterionLine({ criterion, detail }: { readonly criterion: Criterion; readonly detail: StepDetail }) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const by = criterion.by === null || criterion.at === null ? '' : `${criterion.by}, ${clockTime(criterion.at, zone)}`;
  return (
    <li className="criterion">
      <StateMark look={lookOf(criterion.met)} />
      <span className="grow">
        {criterion.text}
        <span className="under">{[by, criterion.note].filter((part) => part !== null && part !== '').join(' · ')}</span>
      </span>
      {criterion.met !== true && <Judge detail={detail} criterion={criterion} action="meet" label="Met" />}
      {criterion.met !== false && <Judge detail={detail} criterion={criterion} action="unmeet" label="Not met" />}
    </li>
  );
}

interface JudgeProps {
  readonly detail: StepDetail;
  readonly criterion: Criterion;
  readonly action: 'meet' | 'unmeet';
  readonly label: string;
}

function Judge({ detail, criterion, action, label }: JudgeProps) {
  const act = useDesk((state) => state.act);
  const verdict = detail.allowedActions.find((one) => one.action === action);
  if (verdict === undefined) return null;
  return (
    <ActButton
      verdict={verdict}
      onPress={() =>
        void act(detail.step.id, { action, criterionId: criterion.id }, { label: `${label}: ${criterion.text}` })
      }
    >
      {label}
    </ActButton>
  );
}

function lookOf(met: boolean | null): StateLook {
  if (met === null) return { word: 'open', shape: 'ring', tone: 'pending' };
  return met ? { word: 'met', shape: 'check', tone: 'succeeded' } : { word: 'not met', shape: 'cross', tone: 'failed' };
}
