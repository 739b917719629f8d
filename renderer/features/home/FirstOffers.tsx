import { ChooseFile } from './ChooseFile.tsx';
import { NewRunbookButton, PracticeButton } from './NewButtons.tsx';
import { PasteCells } from './PasteCells.tsx';

/** Three ways from nothing to a plan. */
export function FirstOffers() {
  return (
    <ul className="offers">
      <li>
        <h2>Try it on something harmless</h2>
        <p className="dim">
          Real SSH hosts and a web shop on this machine, and a release that runs on them. Nothing leaves the machine.
        </p>
        <PracticeButton isMain />
      </li>
      <li>
        <h2>Bring the sheet you have</h2>
        <p className="dim">
          Drop an .xlsx, .csv or .tsv anywhere in this window, or paste its cells. Headings are guessed, you correct
          them. A runbook (.yaml) is saved as it is.
        </p>
        <ChooseFile label="Choose a file…" />
        <PasteCells />
      </li>
      <li>
        <h2>Begin with an empty plan</h2>
        <p className="dim">A runbook with one step, opened in the table to write the others.</p>
        <NewRunbookButton />
      </li>
    </ul>
  );
}
