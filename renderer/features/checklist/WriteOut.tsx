import { Button } from '@mantine/core';
import { useDesk } from '../../state/desk-context.ts';
import { saveText } from '../../ui/save-text.ts';

/** The pass for people without the app: on the clipboard, or as a file. */
export function WriteOut() {
  const report = useDesk((state) => state.passReport);
  const tell = useDesk((state) => state.tell);
  const copy = async () => {
    const written = await report();
    if (written === null) return;
    try {
      await navigator.clipboard.writeText(written.text);
      tell({ tone: 'good', title: 'Copied', text: 'The pass is on the clipboard, as Markdown.' });
    } catch {
      saveText(written.fileName, written.text, 'text/markdown;charset=utf-8');
      tell({ tone: 'plain', title: 'Saved instead', text: `No access to the clipboard: see ${written.fileName}.` });
    }
  };
  const save = async () => {
    const written = await report();
    if (written !== null) saveText(written.fileName, written.text, 'text/markdown;charset=utf-8');
  };
  return (
    <>
      <Button variant="default" onClick={() => void copy()}>
        Copy as Markdown
      </Button>
      <Button variant="default" onClick={() => void save()}>
        Save
      </Button>
      <Button variant="default" onClick={() => window.print()}>
        Print
      </Button>
    </>
  );
}
