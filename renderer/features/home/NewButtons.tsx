import { Button, Menu } from '@mantine/core';
import { useDesk } from '../../state/desk-context.ts';
import { ChooseFile } from './ChooseFile.tsx';

/** What begins something new, from anywhere on the agenda. */
export function NewButtons() {
  const openPractice = useDesk((state) => state.openPractice);
  const isOpening = useDesk((state) => state.isOpeningPractice);
  const openImport = useDesk((state) => state.navigate);
  const newRunbook = useDesk((state) => state.newRunbook);
  return (
    <>
      <ChooseFile label="Bring a file…" />
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" loading={isOpening}>
            New…
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void newRunbook()}>New runbook</Menu.Item>
          <Menu.Item onClick={() => openImport({ screen: 'import' })}>From a sheet or pasted cells</Menu.Item>
          <Menu.Item onClick={() => void openPractice()}>Open the practice release</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

export function PracticeButton({ isMain = false }: { readonly isMain?: boolean }) {
  const open = useDesk((state) => state.openPractice);
  const isOpening = useDesk((state) => state.isOpeningPractice);
  return (
    <Button variant={isMain ? 'filled' : 'default'} loading={isOpening} onClick={() => void open()}>
      Open the practice release
    </Button>
  );
}

export function NewRunbookButton() {
  const newRunbook = useDesk((state) => state.newRunbook);
  return (
    <Button variant="default" onClick={() => void newRunbook()}>
      New runbook
    </Button>
  );
}
