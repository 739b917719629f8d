import { Button } from '@mantine/core';
import { useRef } from 'react';
import { useDesk } from '../../state/desk-context.ts';

const ACCEPTED = '.xlsx,.xlsm,.csv,.tsv,.txt,.xls,.ods';

export function ChooseSheet({ label, isMain = false }: { readonly label: string; readonly isMain?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  const openSheet = useDesk((state) => state.openSheet);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        aria-label="Sheet file"
        hidden
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) openSheet(file);
          event.currentTarget.value = '';
        }}
      />
      <Button variant={isMain ? 'filled' : 'default'} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}
