import { DropZone } from './DropZone.tsx';
import { PracticeButton } from './PracticeButton.tsx';

/** The first minute: one click to a release window that is real and harmless. */
export function EmptyHome() {
  return (
    <section className="empty">
      <h2>Nothing here yet</h2>
      <p>
        A runbook is the plan of a release window: steps, who does them, on which hosts, and what must hold before the
        next one may start. Holdpoint rehearses it, runs it, and writes the log while you work.
      </p>
      <div className="empty-ways">
        <div>
          <PracticeButton isMain />
          <p className="hint">
            Starts real SSH hosts on this machine and a release that runs on them. Nothing leaves the machine.
          </p>
        </div>
        <div>
          <DropZone.Choose label="Choose a runbook file…" />
          <p className="hint">Or drop a runbook (YAML) anywhere in this window. Findings come with line and cure.</p>
        </div>
      </div>
    </section>
  );
}
