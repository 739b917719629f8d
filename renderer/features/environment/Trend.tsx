import type { KeptSample } from '../../../contract/samples.ts';

const SHOWN = 60;
const heights = { successful: 6, failed: 18, inconclusive: 11 } as const;
const words = { successful: 'good', failed: 'bad', inconclusive: 'not told' } as const;

/** One bar an answer, oldest left; what is bad is taller, so that colour is not alone. */
export function Trend({ samples }: { readonly samples: readonly KeptSample[] }) {
  const shown = samples.slice(0, SHOWN).toReversed();
  const counted = (verdict: KeptSample['verdict']) => shown.filter((sample) => sample.verdict === verdict).length;
  const said = (['successful', 'failed', 'inconclusive'] as const)
    .filter((verdict) => counted(verdict) > 0)
    .map((verdict) => `${counted(verdict)} ${words[verdict]}`)
    .join(', ');
  return (
    <figure className="trend">
      <svg viewBox={`0 0 ${SHOWN * 5} 20`} role="img" aria-label={`Of the last ${shown.length}: ${said}`}>
        <title>{`Of the last ${shown.length}: ${said}`}</title>
        {shown.map(({ ordinal, verdict }, index) => (
          <rect
            key={ordinal}
            data-verdict={verdict}
            x={index * 5}
            y={20 - heights[verdict]}
            width="4"
            height={heights[verdict]}
          />
        ))}
      </svg>
      <figcaption className="dim figures">{`last ${shown.length}: ${said}`}</figcaption>
    </figure>
  );
}
