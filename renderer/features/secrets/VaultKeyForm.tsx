import { Button, PasswordInput, Radio } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Problem } from '../../../contract/errors.ts';
import { SHORTEST_PASSPHRASE, type VaultKeyWish, type VaultView } from '../../../contract/secrets.ts';
import { useDesk } from '../../state/desk-context.ts';

interface VaultKeyFormProps {
  readonly vault: VaultView;
  readonly what: 'create' | 'rekey';
  onClose?(): void;
}

/** What opens the vault is a decision: the keychain or a passphrase, never both, and never by falling back. */
export function VaultKeyForm({ vault, what, onClose }: VaultKeyFormProps) {
  const hasKeychain = vault.keychainTrouble === null;
  const [kind, setKind] = useState<VaultKeyWish['kind']>(hasKeychain ? 'keychain' : 'passphrase');
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const doInVault = useDesk((state) => state.doInVault);
  const fault = kind === 'keychain' ? null : passphraseFault(first, second);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    const key: VaultKeyWish = kind === 'keychain' ? { kind } : { kind, passphrase: first };
    const refused = await doInVault(what === 'create' ? 'secrets.create' : 'secrets.rekey', { key });
    setSending(false);
    setProblem(refused);
    if (refused === null) onClose?.();
  };
  const label = what === 'create' ? 'Create the vault' : 'Change the key';
  return (
    <form className="secret-form" aria-label={label} onSubmit={(event) => void send(event)}>
      <p>
        <strong>{what === 'create' ? 'What opens the vault?' : 'What opens the vault from now on?'}</strong>
        {what === 'rekey' && ' Every value is encrypted anew. Backups made before open with the key of before.'}
      </p>
      <div className="vault-keys" role="radiogroup" aria-label="What opens the vault">
        <Radio
          name="vault-key"
          label="The keychain of this machine"
          description={
            vault.keychainTrouble ?? 'Opens for you here without typing; on another machine it does not open.'
          }
          disabled={!hasKeychain}
          checked={kind === 'keychain'}
          onChange={() => setKind('keychain')}
        />
        <Radio
          name="vault-key"
          label="A passphrase"
          description="Opens it on every machine that has the file. Nobody can recover it: write it down where you keep such things."
          checked={kind === 'passphrase'}
          onChange={() => setKind('passphrase')}
        />
      </div>
      <div className="act-line">
        {kind === 'passphrase' && (
          <>
            <PassphraseField label="Passphrase" value={first} onChange={setFirst} />
            <PassphraseField label="The same once more" value={second} onChange={setSecond} />
          </>
        )}
        {onClose !== undefined && <Button onClick={onClose}>Keep it as it is</Button>}
        <Button type="submit" variant="filled" loading={isSending} disabled={fault !== null}>
          {label}
        </Button>
        {fault !== null && first !== '' && <span className="dim hint">{fault}</span>}
      </div>
      {problem !== null && (
        <p className="overdue" role="alert">
          {problem.message}
        </p>
      )}
    </form>
  );
}

interface PassphraseFieldProps {
  readonly label: string;
  readonly value: string;
  onChange(text: string): void;
}

function PassphraseField({ label, value, onChange }: PassphraseFieldProps) {
  return (
    <PasswordInput
      label={label}
      className="question-field"
      autoComplete="new-password"
      maxLength={1024}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function passphraseFault(first: string, second: string): string | null {
  const length = [...first].length;
  if (length < SHORTEST_PASSPHRASE)
    return `${SHORTEST_PASSPHRASE - length} more characters: a sentence is easy to remember.`;
  return first === second ? null : 'The two are not the same yet.';
}
