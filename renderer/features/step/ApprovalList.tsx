import type { StepDetail } from '../../../contract/step-detail.ts';
import { clockTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';

type Approvals = NonNullable<StepDetail['approvals']>;

export function ApprovalList({ approvals }: { readonly approvals: Approvals }) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  return (
    <section>
      <h3>
        Approvals <span className="dim figures">{`${approvals.given.length} of ${approvals.count}`}</span>
      </h3>
      <p className="dim">May approve: {approvals.roles.join(', ')}</p>
      <ul className="items">
        {approvals.given.map((one) => (
          <li key={`${one.by} ${one.at}`}>
            {one.by}, {one.role} <span className="figures">{clockTime(one.at, zone)}</span>{' '}
            <span className="sure" data-sure={one.assurance}>
              {one.assurance}
            </span>
            {one.note !== null && <span className="under">{one.note}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
