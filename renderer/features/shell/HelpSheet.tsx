import { Modal } from '@mantine/core';
import { type KeyRow, keyTable } from '../../keyboard/key-table.ts';
import { useDesk } from '../../state/desk-context.ts';

const groups = [...Map.groupBy(keyTable, (row) => row.group)];

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
      size={1080}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="key-groups">
        {groups.map(([group, rows]) => (
          <KeyGroup name={group} rows={rows} key={group} />
        ))}
      </div>
      <p className="hint key-note">
        In a panel, Ctrl Enter records and Esc closes it; what was typed stays until it is recorded or thrown away. No
        key alone starts, skips, approves or aborts anything.
      </p>
    </Modal>
  );
}

function KeyGroup({ name, rows }: { readonly name: string; readonly rows: readonly KeyRow[] }) {
  return (
    <section>
      <h3>{name}</h3>
      <dl className="keys">
        {rows.map((row) => (
          <div key={row.command}>
            <dt>
              <kbd>{row.shown}</kbd>
            </dt>
            <dd>{row.what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
