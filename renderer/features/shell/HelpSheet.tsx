import { Modal } from '@mantine/core';
import { useDesk } from '../../state/desk-context.ts';

const keys: readonly (readonly [string, string])[] = [
  ['Ctrl K', 'Everything: screens, runs, runbooks, steps, acts'],
  ['J / K', 'Next, previous step'],
  ['Enter', 'Open the selected step; Tab goes to what can be done'],
  ['/', 'Filter the runsheet'],
  ['H', 'Hold the run: start nothing new, running work goes on'],
  ['N', 'Write a note into the log'],
  ['G then N', 'Go to what needs you'],
  ['G then S', 'Go to the runsheet'],
  ['G then O', 'Go to the output'],
  ['G then L', 'Go to the log'],
  ['G then B', 'Go to the runbooks'],
  ['G then R', 'Go to the runs'],
  ['Esc', 'Close the open panel'],
  ['?', 'This sheet'],
];

/** The only thing that lies over the page besides the palette, and a key press takes either away. */
export function HelpSheet() {
  const isOpen = useDesk((state) => state.isHelpOpen);
  const show = useDesk((state) => state.showHelp);
  return (
    <Modal
      // Hold and Abort stay in reach: nothing lies over the page but the sheet itself.
      withOverlay={false}
      yOffset={104}
      attributes={{ header: { role: 'presentation' } }}
      opened={isOpen}
      onClose={() => show(false)}
      title="Keys"
      size="md"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <dl className="keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
