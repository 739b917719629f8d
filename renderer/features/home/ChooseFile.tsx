import { Button } from '@mantine/core';
import { useRef } from 'react';
import { useDesk } from '../../state/desk-context.ts';

const ACCEPTED = '.yaml,.yml,.xlsx,.csv,.tsv,.txt';

/** The way of the keyboard to what dropping does. */
export function ChooseFile({ label }: { readonly label: string }) {
  const input = useRef<HTMLInputElement>(null);
  const take = useDesk((state) => state.bringFile);
  const isSaving = useDesk((state) => state.isSaving);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        aria-label="Runbook file"
        hidden
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) void take(file);
          event.currentTarget.value = '';
        }}
      />
      <Button variant="default" loading={isSaving} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}
