import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Problem } from '../../../contract/errors.ts';
import type { OpenQuestions, VaultWait } from '../../../contract/questions.ts';
import { counted } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { formatRoute } from '../../state/route.ts';

/** Steps or questions that the vault would answer: what is needed, and the one field that helps. */
export function UnlockLine({ open }: { readonly open: OpenQuestions }) {
  const isLocked = open.vault === 'locked';
  return (
    <div className="question" data-kind="vault">
      <p className="question-head">
        <span className="question-mark" aria-hidden="true">
          ◐
        </span>
        <strong>{headline(open)}</strong>
        <span className="dim clip">{detail(open.waiting)}</span>
        <span className="gap" />
        <a className="link" href={formatRoute({ screen: 'secrets' })}>
          Secrets
        </a>
      </p>
      {isLocked && <UnlockForm isByKeychain={open.vaultKey === 'keychain'} />}
    </div>
  );
}

/** Opens the vault, by its passphrase or by the keychain. */
export function UnlockForm({ isByKeychain }: { readonly isByKeychain: boolean }) {
  const [passphrase, setPassphrase] = useState('');
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const doInVault = useDesk((state) => state.doInVault);
  const unlock = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    setProblem(null);
    setProblem(await doInVault('secrets.unlock', isByKeychain ? {} : { passphrase }));
    setSending(false);
    setPassphrase('');
  };
  return (
    <form aria-label="Unlock the vault" onSubmit={(event) => void unlock(event)}>
      <div className="act-line">
        {!isByKeychain && (
          <PasswordInput
            label="Passphrase of the vault"
            className="question-field"
            autoComplete="new-password"
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
        )}
        <Button type="submit" variant="filled" loading={isSending} disabled={!isByKeychain && passphrase === ''}>
          Unlock the vault
        </Button>
      </div>
      {problem !== null && (
        <p className="overdue" role="alert">
          {problem.message}
        </p>
      )}
    </form>
  );
}

function headline({ waiting, vault, questions }: OpenQuestions): string {
  if (waiting.length === 0) {
    const count = questions.filter(({ isInLockedVault }) => isInLockedVault).length;
    return `The vault is locked; it holds the answer to ${counted(count, 'question')}`;
  }
  const steps = counted(waiting.length, 'step');
  const verb = waiting.length === 1 ? 'waits' : 'wait';
  if (vault === 'locked') return `The vault is locked; ${steps} ${verb} for it`;
  if (vault === 'none') return `There is no vault; ${steps} ${verb} for secrets of it`;
  if (vault === 'damaged') return `The vault cannot be used; ${steps} ${verb} for it`;
  return `${steps} ${verb} for secrets the vault does not hold`;
}

function detail(waiting: readonly VaultWait[]): string {
  const [first] = waiting;
  if (first === undefined) return '';
  const more = waiting.length === 1 ? '' : ` and ${counted(waiting.length - 1, 'more step')}`;
  return `${first.stepTitle} (${first.names.join(', ')}) in ${first.runTitle}${more}. Nothing was sent.`;
}
