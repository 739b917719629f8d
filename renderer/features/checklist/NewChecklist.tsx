import { Button, Menu } from '@mantine/core';
import { useStarter } from './StarterCards.tsx';
import { starters } from './starters.ts';

export function NewChecklist() {
  const { begin, isSaving } = useStarter();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" loading={isSaving}>
          New checklist…
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {starters.map((starter) => (
          <Menu.Item key={starter.key} onClick={() => void begin(starter)}>
            {starter.title}
            <span className="under">{starter.what}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
