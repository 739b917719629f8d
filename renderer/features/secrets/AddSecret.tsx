import { Button, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Problem } from '../../../contract/errors.ts';
import { LONGEST_SECRET, SHORTEST_SECRET, secretNameSchema } from '../../../contract/secrets.ts';
import { useDesk } from '../../state/desk-context.ts';

/** A new secret by name. */
export function AddSecret({ name, onClose }: { readonly name: string; onClose(): void }) {
  const [typed, setTyped] = useState(name);
  const isName = secretNameSchema.safeParse(typed).success;
  return (
    <SecretForm
      title="Add a secret"
      hint={
        typed !== '' && !isName
          ? 'A name begins with a letter and has letters, digits, _ and - after it.'
          : `Steps use it as secrets.${typed || 'NAME'} in env and in requests.`
      }
      isReady={isName}
      button="Add"
      send={{ operation: 'secrets.set', name: typed }}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        className="question-field"
        placeholder="db_password"
        value={typed}
        maxLength={63}
        spellCheck={false}
        autoFocus={name === ''}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </SecretForm>
  );
}

/** Another value for a secret that is there. */
export function RotateSecret({ name, onClose }: { readonly name: string; onClose(): void }) {
  return (
    <SecretForm
      title={`Rotate ${name}`}
      hint="Steps get the new value from now on. The one before is kept until you confirm the new one, or go back."
      isReady
      button="Rotate"
      send={{ operation: 'secrets.rotate', name }}
      onClose={onClose}
    />
  );
}

interface SecretFormProps {
  readonly title: string;
  readonly hint: string;
  readonly isReady: boolean;
  readonly button: string;
  readonly send: { readonly operation: 'secrets.set' | 'secrets.rotate'; readonly name: string };
  onClose(): void;
  readonly children?: React.ReactNode;
}

function SecretForm({ title, hint, isReady, button, send, onClose, children }: SecretFormProps) {
  const [value, setValue] = useState('');
  const [isLong, setLong] = useState(false);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const doInVault = useDesk((state) => state.doInVault);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    const refused = await doInVault(send.operation, { name: send.name, value });
    setSending(false);
    setProblem(refused);
    if (refused === null) onClose();
  };
  const isLongEnough = value.trim().length >= SHORTEST_SECRET;
  const shared = { label: 'Value', value, maxLength: LONGEST_SECRET, spellCheck: false };
  return (
    <form className="secret-form" aria-label={title} onSubmit={(event) => void submit(event)}>
      <p>
        <strong>{title}.</strong> <span className="dim">{hint}</span>
      </p>
      <div className="act-line">
        {children}
        {isLong ? (
          <Textarea {...shared} className="grow" rows={4} onChange={(event) => setValue(event.currentTarget.value)} />
        ) : (
          <PasswordInput
            {...shared}
            className="question-field"
            autoComplete="new-password"
            onChange={(event) => setValue(event.currentTarget.value)}
          />
        )}
        <Button onClick={onClose}>Not now</Button>
        <Button type="submit" variant="filled" loading={isSending} disabled={!isReady || !isLongEnough}>
          {button}
        </Button>
        <button type="button" className="plain-button long-value" onClick={() => setLong(!isLong)}>
          {isLong ? 'One line, hidden' : 'Several lines (a key, a certificate)…'}
        </button>
      </div>
      {value !== '' && !isLongEnough && (
        <p className="dim">Fewer than {SHORTEST_SECRET} characters could not be kept out of output and log.</p>
      )}
      {problem !== null && (
        <p className="overdue" role="alert">
          {problem.message}
        </p>
      )}
    </form>
  );
}
