import { Button, Select } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { VaultView } from '../../../contract/secrets.ts';
import { duration } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { useNow } from '../../ui/use-now.ts';
import { UnlockForm } from '../questions/UnlockLine.tsx';
import { AddSecret } from './AddSecret.tsx';
import { AnswerTable, MissingTable, SecretTable } from './SecretTables.tsx';
import { VaultKeyForm } from './VaultKeyForm.tsx';

const LOOK_EVERY_MS = 15_000;

type Open = 'add' | 'rekey' | null;

/** The vault: names, who set them, what uses them. No value is ever shown, because none is ever sent here. */
export function SecretsScreen() {
  const vault = useDesk((state) => state.vault);
  const problem = useDesk((state) => state.vaultProblem);
  useFreshVault();
  if (vault === null) {
    return (
      <RoomBody>
        {problem === null ? (
          <p className="dim" role="status">
            Looking at the vault …
          </p>
        ) : (
          <ProblemNote title="The vault cannot be shown" problem={problem} />
        )}
      </RoomBody>
    );
  }
  if (vault.condition === 'none') return <NoVault vault={vault} />;
  if (vault.condition === 'damaged') return <DamagedVault vault={vault} />;
  return <Vault vault={vault} />;
}

/** Another desk may have unlocked it; documents may name other secrets by now. */
function useFreshVault(): void {
  const lookAtVault = useDesk((state) => state.lookAtVault);
  const condition = useDesk((state) => state.questions?.vault);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a vault that changes its condition is looked at again
  useEffect(() => {
    void lookAtVault();
    const timer = setInterval(() => void lookAtVault(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [lookAtVault, condition]);
}

function Vault({ vault }: { readonly vault: VaultView }) {
  const [open, setOpen] = useState<Open>(null);
  const [wanted, setWanted] = useState('');
  const isOpen = vault.condition === 'unlocked';
  const add = (name: string) => {
    setWanted(name);
    setOpen('add');
  };
  return (
    <>
      <header className="room-head">
        <h1>Secrets</h1>
        <VaultState vault={vault} />
        <span className="gap" />
        {isOpen && <LockAfter vault={vault} />}
        {isOpen && <Button onClick={() => setOpen(open === 'rekey' ? null : 'rekey')}>Change the key…</Button>}
        {isOpen && <LockButton />}
        <Button variant="filled" disabled={!isOpen} onClick={() => add('')}>
          Add a secret
        </Button>
      </header>
      <RoomBody>
        {!isOpen && (
          <section className="secret-form" aria-label="The vault is locked">
            <p>
              <strong>The vault is locked.</strong> Names can be read; values reach steps only while it is unlocked, or
              if a run took them over before.
            </p>
            <UnlockForm isByKeychain={vault.key === 'keychain'} />
          </section>
        )}
        {isOpen && open === 'add' && <AddSecret name={wanted} onClose={() => setOpen(null)} key={wanted} />}
        {isOpen && open === 'rekey' && <VaultKeyForm vault={vault} what="rekey" onClose={() => setOpen(null)} />}
        <MissingTable vault={vault} onAdd={add} />
        <SecretTable vault={vault} />
        <AnswerTable vault={vault} />
      </RoomBody>
    </>
  );
}

function VaultState({ vault }: { readonly vault: VaultView }) {
  const now = useNow();
  const isOpen = vault.condition === 'unlocked';
  const opens = vault.key === 'keychain' ? 'its key is in the keychain of this machine' : 'a passphrase opens it';
  return (
    <span className="dim clip">
      <strong>{isOpen ? '○ unlocked' : '● locked'}</strong> · {opens}
      {isOpen && ` · ${lockText(vault, now)}`}
    </span>
  );
}

function lockText({ lockAfterMinutes, locksAt, isNeeded }: VaultView, now: number): string {
  if (isNeeded) return 'stays unlocked while an open run needs it';
  if (lockAfterMinutes === null || locksAt === null) return 'does not lock by itself';
  return `locks in ${duration(Math.max(0, locksAt - now))} unless it is used`;
}

const lockTimes = [
  { value: '5', label: 'after 5 min unused' },
  { value: '15', label: 'after 15 min unused' },
  { value: '60', label: 'after 1 h unused' },
  { value: '480', label: 'after 8 h unused' },
  { value: 'never', label: 'never by itself' },
];

function LockAfter({ vault }: { readonly vault: VaultView }) {
  const doInVault = useDesk((state) => state.doInVault);
  const value = vault.lockAfterMinutes === null ? 'never' : String(vault.lockAfterMinutes);
  const isUsual = lockTimes.some((time) => time.value === value);
  const times = isUsual ? lockTimes : [...lockTimes, { value, label: `after ${value} min unused` }];
  return (
    <Select
      aria-label="Lock the vault"
      size="xs"
      w={176}
      data={times}
      value={value}
      allowDeselect={false}
      onChange={(next) => {
        if (next !== null) void doInVault('secrets.idle', { lockAfterMinutes: next === 'never' ? null : Number(next) });
      }}
    />
  );
}

function LockButton() {
  const doInVault = useDesk((state) => state.doInVault);
  return <Button onClick={() => void doInVault('secrets.lock', {})}>Lock</Button>;
}

function NoVault({ vault }: { readonly vault: VaultView }) {
  return (
    <RoomBody>
      <section className="first">
        <h1>Secrets</h1>
        <p className="dim">
          Passwords, tokens and keys that steps use by name (<code>secrets.db_password</code>), encrypted in one file of
          this workspace. Their values go into steps and come out nowhere: not on a screen, not in a log, not in an
          export.
        </p>
        <MissingTable vault={vault} />
        <VaultKeyForm vault={vault} what="create" />
      </section>
    </RoomBody>
  );
}

function DamagedVault({ vault }: { readonly vault: VaultView }) {
  return (
    <RoomBody>
      <h1>Secrets</h1>
      <ProblemNote
        title="The vault cannot be used"
        problem={{ message: vault.trouble ?? 'Its file cannot be read. Nothing was changed.' }}
      >
        <p>
          The file is <code>vault.json</code> in the folder of the workspace. Steps that need a secret of it wait.
        </p>
      </ProblemNote>
    </RoomBody>
  );
}
