import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { EvidenceValue } from '../../../contract/evidence.ts';
import { useDesk } from '../../state/desk-context.ts';
import { ActButton } from '../../ui/ActButton.tsx';

type EvidenceType = EvidenceValue['type'];
const types: readonly EvidenceType[] = ['text', 'number', 'link', 'file'];

interface EvidenceFieldsProps {
  readonly verdict: { readonly allowed: boolean; readonly reason: string | null };
  /** null = beyond what is demanded: the person names it. */
  readonly fixed: { readonly id: string; readonly type: EvidenceType | null } | null;
  /** True when it was taken. */
  onGiven(evidenceId: string, value: EvidenceValue): Promise<boolean>;
}

/** A piece of evidence as it is given: its value by its type, a file through the workspace. */
export function EvidenceFields({ verdict, fixed, onGiven }: EvidenceFieldsProps) {
  const [chosen, setChosen] = useState<EvidenceType>(fixed?.type ?? 'text');
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const id = fixed?.id ?? (name.trim() || 'evidence');
  const attach = async (value: EvidenceValue) => {
    if (await onGiven(id, value)) setText('');
  };
  const value = chosen === 'file' ? null : evidenceFrom(chosen, text);
  return (
    <div className="evidence-form">
      {fixed === null && (
        <>
          <TextInput
            label="Called"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            placeholder="evidence"
          />
          <NativeSelect
            label="As"
            value={chosen}
            data={[...types]}
            onChange={(event) => setChosen(types.find((one) => one === event.currentTarget.value) ?? 'text')}
          />
        </>
      )}
      {chosen === 'file' ? (
        <FileEvidence verdict={verdict} onStored={(stored) => void attach(stored)} />
      ) : (
        <>
          <TextInput
            label={chosen === 'number' ? 'Number' : chosen === 'link' ? 'Link' : 'Text'}
            className="grow"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <ActButton
            verdict={
              value === null && verdict.allowed ? { allowed: false, reason: `Give a ${chosen} first.` } : verdict
            }
            onPress={() => value !== null && void attach(value)}
          >
            Attach
          </ActButton>
        </>
      )}
    </div>
  );
}

function evidenceFrom(type: Exclude<EvidenceType, 'file'>, text: string): EvidenceValue | null {
  const given = text.trim();
  if (given === '') return null;
  if (type === 'text') return { type, text: given };
  if (type === 'link') return URL.canParse(given) ? { type, url: given } : null;
  const number = Number(given.replace(',', '.'));
  return Number.isFinite(number) ? { type, number } : null;
}

interface FileEvidenceProps {
  readonly verdict: { readonly allowed: boolean; readonly reason: string | null };
  onStored(value: EvidenceValue): void;
}

function FileEvidence({ verdict, onStored }: FileEvidenceProps) {
  const input = useRef<HTMLInputElement>(null);
  const [progress, setProgress] = useState<number | null>(null);
  const upload = useDesk((state) => state.uploadFile);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    setProgress(0);
    const stored = await upload(file, setProgress);
    setProgress(null);
    if (stored !== null) onStored(stored);
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Evidence file"
        onChange={(event) => void take(event.currentTarget.files?.[0])}
      />
      {progress === null ? (
        <ActButton verdict={verdict} onPress={() => input.current?.click()}>
          Choose a file…
        </ActButton>
      ) : (
        <Button disabled>Storing {Math.round(progress * 100)} %</Button>
      )}
    </>
  );
}
