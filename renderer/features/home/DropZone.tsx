import { Button } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { byteCount } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { DOCUMENT_CAP } from '../../state/runbook-slice.ts';

/** The whole room takes a file: nobody has to aim. */
export function DropZone({ children }: { readonly children: ReactNode }) {
  const [isOver, setOver] = useState(false);
  const take = useTakeFile();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the pointer's shortcut; the button does the same
    <div
      className="drop-zone"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files[0]);
      }}
    >
      {children}
      {isOver && <p className="drop-hint">Drop to check and save the runbook</p>}
    </div>
  );
}

DropZone.Choose = function ChooseFile({ label = 'Choose a YAML file…' }: { readonly label?: string }) {
  const input = useRef<HTMLInputElement>(null);
  const take = useTakeFile();
  const isSaving = useDesk((state) => state.isSaving);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".yaml,.yml,text/yaml"
        aria-label="Runbook file"
        hidden
        onChange={(event) => {
          take(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      <Button loading={isSaving} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
};

/** A file over the format's cap is refused by its size, before it is read. */
function useTakeFile(): (file: File | undefined) => void {
  const saveFile = useDesk((state) => state.saveFile);
  const tell = useDesk((state) => state.tell);
  return (file) => {
    if (file === undefined) return;
    if (file.size > DOCUMENT_CAP) {
      tell({
        tone: 'bad',
        title: `${file.name} was not read`,
        text: `It has ${byteCount(file.size)}; a document may have ${byteCount(DOCUMENT_CAP)}. Nothing was stored. Check that it is the runbook.`,
      });
      return;
    }
    void file.text().then((text) => saveFile(file.name, text));
  };
}
