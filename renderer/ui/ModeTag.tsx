import type { RunMode } from '../../contract/events.ts';

/** LIVE touches real hosts; REHEARSAL touches none. The word says it, the frame only helps. */
export function ModeTag({ mode }: { readonly mode: RunMode }) {
  return (
    <span className="mode" data-mode={mode}>
      {mode === 'live' ? 'LIVE' : 'REHEARSAL'}
    </span>
  );
}
