import { useDesk } from '../../state/desk-context.ts';
import { formatRoute, type RunbookTab, runbookRoute, runbookTabs } from '../../state/route.ts';

const words: Readonly<Record<RunbookTab, string>> = { plan: 'Plan', edit: 'Edit', preview: 'Preview' };

/** The rooms of a runbook: links, so that each has an address and opens in a window of its own. */
export function RunbookTabs({ runbookKey, tab }: { readonly runbookKey: string; readonly tab: RunbookTab }) {
  const navigate = useDesk((state) => state.navigate);
  return (
    <nav className="room-tabs" aria-label="Rooms of the runbook">
      {runbookTabs.map((one) => (
        <a
          key={one}
          href={formatRoute(runbookRoute(runbookKey, one))}
          aria-current={one === tab ? 'page' : undefined}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            navigate(runbookRoute(runbookKey, one));
          }}
        >
          {words[one]}
        </a>
      ))}
    </nav>
  );
}
