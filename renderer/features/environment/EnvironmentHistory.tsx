import { useEffect } from 'react';
import { fullTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import type { EnvironmentMirror } from '../../state/environment-mirror.ts';
import { RoomBody } from '../../ui/RoomBody.tsx';

/** Who checked it when, and what was said of its infrastructure: as the log has it. */
export function EnvironmentHistory({ environment }: { readonly environment: EnvironmentMirror }) {
  const log = useDesk((state) => state.environmentLog);
  const load = useDesk((state) => state.loadEnvironmentLog);
  const { checked, running, timezone } = environment.summary;
  const stamp = `${checked?.recordedAt} ${running === null} ${environment.items.map(({ changedSeq }) => changedSeq)}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp alone asks again
  useEffect(() => {
    void load();
  }, [load, stamp]);
  return (
    <RoomBody>
      <section className="pass-history" aria-label="History">
        {log === null ? (
          <p className="dim" role="status">
            Reading the log …
          </p>
        ) : log.length === 0 ? (
          <p className="quiet">Nothing was done with it yet.</p>
        ) : (
          <ol>
            {log.map((entry) => (
              <li key={entry.seq} className="environment-entry">
                <span className="dim figures">{fullTime(entry.occurredAt, timezone)}</span>
                <span className="wrap">{entry.sentence}</span>
              </li>
            ))}
          </ol>
        )}
      </section>
    </RoomBody>
  );
}
