import { clockTimeWithSeconds, fullTime, isUtc, offsetFromT0, zoneName } from '../../format/time.ts';
import { keyOf } from '../../keyboard/key-table.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';
import { ModeTag } from '../../ui/ModeTag.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { runLook } from '../../ui/state-words.ts';
import { RunActs } from './RunActs.tsx';

/** First band: what is this, how is it, what time is it, who decides, and the acts that must always be in reach. */
export function RunBand() {
  const header = useDesk((state) => state.run?.header);
  if (header === undefined) return null;
  return (
    <header className="band band-one">
      <h1 className="clip" title={header.title}>
        {header.title}
      </h1>
      {header.change !== null && <span className="dim figures band-change">{header.change}</span>}
      <ModeTag mode={header.mode} />
      <StateMark look={runLook({ ...header, held: header.held.length > 0 })} />
      {!header.driven && header.endedAt === null && header.life !== 'draft' && (
        <span className="tag" title="No Holdpoint is at work on this run: nothing starts, whatever the state says.">
          not driven
        </span>
      )}
      <span className="gap" />
      {header.endedAt === null && <Clocks />}
      <span className="chair dim clip" title={`${header.chair ?? 'Nobody'}: the person who decides in this run`}>
        chair: {header.chair ?? 'nobody'}
      </span>
      <RunActs />
    </header>
  );
}

function Clocks() {
  const now = useScenarioNow();
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const t0 = useDesk((state) => state.run?.header.t0 ?? null);
  const openPanel = useDesk((state) => state.openPanel);
  const speed = useDesk((state) => state.run?.header.speed ?? 1);
  return (
    <span className="clocks figures live-value" title={fullTime(now, zone)}>
      <span>
        {clockTimeWithSeconds(now, 'UTC')} <small>UTC</small>
      </span>
      {!isUtc(zone) && (
        <span>
          {clockTimeWithSeconds(now, zone).slice(0, 5)} <small>{zoneName(zone)}</small>
        </span>
      )}
      {t0 !== null && (
        <button
          type="button"
          className="t0-button"
          aria-label={`${offsetFromT0(now - t0)}, T0 is ${fullTime(t0, zone)}. Move T0`}
          title={`T0 is ${fullTime(t0, zone)}. Move it (${keyOf('rebase')})`}
          onClick={() => openPanel('rebase')}
        >
          {offsetFromT0(now - t0)}
        </button>
      )}
      {speed !== 1 && <small title="Scenario seconds per real second">×{speed}</small>}
    </span>
  );
}
