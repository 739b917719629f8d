import type { EnvironmentList, PromotionFact } from '../../../contract/environments.ts';
import { formatRoute, runRoute } from '../../state/route.ts';
import { useMinute } from '../../ui/use-now.ts';
import { ago } from './check-words.ts';

/** What went where last: a row a runbook, a column an environment, in the order of promotion. */
export function PromotionTable({ list: { environments, promotion } }: { readonly list: EnvironmentList }) {
  const now = useMinute();
  const runbooks = [...new Set(promotion.map(({ runbook }) => runbook))];
  const factOf = (runbook: string, environment: string) =>
    promotion.find((fact) => fact.runbook === runbook && fact.environment === environment);
  return (
    <section aria-labelledby="promotion">
      <h2 id="promotion">What went where last</h2>
      {runbooks.length === 0 ? (
        <p className="quiet">No live run of a runbook with an environment has come to its end yet.</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Runbook</th>
              {environments.map(({ key, title }) => (
                <th scope="col" key={key}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runbooks.map((runbook) => (
              <tr key={runbook}>
                <td>
                  {promotion.find((fact) => fact.runbook === runbook)?.title ?? runbook}
                  <span className="under">{runbook}</span>
                </td>
                {environments.map(({ key }) => (
                  <td key={key}>
                    <Fact fact={factOf(runbook, key)} newest={newestOf(promotion, runbook)} now={now} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function newestOf(promotion: readonly PromotionFact[], runbook: string): PromotionFact | undefined {
  return promotion.find((fact) => fact.runbook === runbook);
}

interface FactProps {
  readonly fact: PromotionFact | undefined;
  readonly newest: PromotionFact | undefined;
  readonly now: number;
}

/** The same plan as the newest one is said: that is what promotion means. */
function Fact({ fact, newest, now }: FactProps) {
  if (fact === undefined) return <span className="dim">not yet</span>;
  const inputs = Object.entries(fact.inputs)
    .slice(0, 2)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  const isSame = fact.planHash === newest?.planHash;
  return (
    <>
      <a className="link" href={formatRoute(runRoute(fact.runId))}>
        {inputs === '' ? `revision ${fact.revision}` : inputs}
      </a>
      <span className="under">
        {`${fact.closureCode ?? 'completed'}, ${ago(fact.endedAt, now)}${isSame ? '' : ', another plan than the newest'}`}
      </span>
    </>
  );
}
