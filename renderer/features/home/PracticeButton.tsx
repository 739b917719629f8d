import { Button } from '@mantine/core';
import { useDesk } from '../../state/desk-context.ts';

export function PracticeButton({ isMain = false }: { readonly isMain?: boolean }) {
  const open = useDesk((state) => state.openPractice);
  const isOpening = useDesk((state) => state.isOpeningPractice);
  return (
    <Button variant={isMain ? 'filled' : 'default'} loading={isOpening} onClick={() => void open()}>
      Open the practice release
    </Button>
  );
}
