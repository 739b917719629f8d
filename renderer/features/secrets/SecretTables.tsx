import { Button } from '@mantine/core';
import { useState } from 'react';
import type { VaultView } from '../../../contract/secrets.ts';
import { counted } from '../../format/duration.ts';
import { dayAndTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { formatRoute, runbookRoute } from '../../state/route.ts';
import { useMinute } from '../../ui/use-now.ts';
import { RotateSecret } from './AddSecret.tsx';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

type Entry = VaultView['entries'][number];

export function SecretTable({ vault }: { readonly vault: VaultView }) {
  const entries = vault.entries.filter(({ kind }) => kind === 'secret');
  return (
    <section aria-labelledby="vault-secrets">
      <h2 id="vault-secrets">
        In the vault <span className="count">{entries.length}</span>
      </h2>
      {entries.length === 0 ? (
        <p className="quiet">None yet. Add one, then write it in a step as secrets.NAME.</p>
      ) : (
        <EntryTable entries={entries} isUnlocked={vault.condition === 'unlocked'} />
      )}
    </section>
  );
}

/** Passwords people had remembered when a host asked. */
export function AnswerTable({ vault }: { readonly vault: VaultView }) {
  const entries = vault.entries.filter(({ kind }) => kind === 'answer');
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby="vault-answers">
      <h2 id="vault-answers">
        Remembered answers <span className="count">{entries.length}</span>
      </h2>
      <EntryTable entries={entries} isUnlocked={vault.condition === 'unlocked'} />
    </section>
  );
}

function EntryTable({ entries, isUnlocked }: { readonly entries: readonly Entry[]; readonly isUnlocked: boolean }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Set</th>
          <th scope="col">Rotated</th>
          <th scope="col">Used by</th>
          <th scope="col">
            <span className="for-readers">Act</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <EntryRow entry={entry} isUnlocked={isUnlocked} key={entry.name} />
        ))}
      </tbody>
    </table>
  );
}

function EntryRow({ entry, isUnlocked }: { readonly entry: Entry; readonly isUnlocked: boolean }) {
  const [open, setOpen] = useState<'rotate' | 'remove' | null>(null);
  const now = useMinute();
  const { name, kind, createdAt, createdBy, rotatedAt, rotatedBy, hasPrevious, usedBy } = entry;
  return (
    <>
      <tr>
        <td>
          <span className={kind === 'secret' ? 'secrets-name' : ''}>{name}</span>
          {hasPrevious && <span className="under">rotated; the value before is still kept</span>}
        </td>
        <td>
          {dayAndTime(createdAt, HERE, now)}
          <span className="under">{createdBy}</span>
        </td>
        <td>
          {rotatedAt === null ? <span className="dim">never</span> : dayAndTime(rotatedAt, HERE, now)}
          {rotatedAt !== null && <span className="under">{rotatedBy}</span>}
        </td>
        <td className="secrets-used">
          {kind === 'answer' ? <span className="dim">a question of this host</span> : <UsedBy usedBy={usedBy} />}
        </td>
        <td>
          <EntryActs entry={entry} isUnlocked={isUnlocked} onOpen={setOpen} />
        </td>
      </tr>
      {/* A value typed while the vault locks would be refused: the form goes with the key. */}
      {open !== null && isUnlocked && (
        <tr>
          <td colSpan={5}>
            {open === 'rotate' ? (
              <RotateSecret name={name} onClose={() => setOpen(null)} />
            ) : (
              <RemoveSecret entry={entry} onClose={() => setOpen(null)} />
            )}
          </td>
        </tr>
      )}
    </>
  );
}

interface EntryActsProps {
  readonly entry: Entry;
  readonly isUnlocked: boolean;
  onOpen(what: 'rotate' | 'remove'): void;
}

function EntryActs({ entry, isUnlocked, onOpen }: EntryActsProps) {
  const doInVault = useDesk((state) => state.doInVault);
  const tellProblem = useDesk((state) => state.tellProblem);
  const { name, kind, hasPrevious } = entry;
  const settle = async (operation: 'secrets.confirm' | 'secrets.revert', title: string) => {
    const problem = await doInVault(operation, { name });
    if (problem !== null) tellProblem(title, problem);
  };
  return (
    <div className="secrets-acts">
      {hasPrevious ? (
        <>
          <Button
            disabled={!isUnlocked}
            aria-label={`${name}: the new one works`}
            onClick={() => void settle('secrets.confirm', `${name} was not confirmed`)}
          >
            The new one works
          </Button>
          <Button
            disabled={!isUnlocked}
            aria-label={`${name}: go back to the value before`}
            onClick={() => void settle('secrets.revert', `${name} was not set back`)}
          >
            Go back
          </Button>
        </>
      ) : (
        kind === 'secret' && (
          <Button disabled={!isUnlocked} aria-label={`Rotate ${name}`} onClick={() => onOpen('rotate')}>
            Rotate…
          </Button>
        )
      )}
      <Button disabled={!isUnlocked} aria-label={`Remove ${name}`} onClick={() => onOpen('remove')}>
        Remove…
      </Button>
    </div>
  );
}

function RemoveSecret({ entry, onClose }: { readonly entry: Entry; onClose(): void }) {
  const doInVault = useDesk((state) => state.doInVault);
  const tellProblem = useDesk((state) => state.tellProblem);
  const { name, kind, usedBy } = entry;
  const remove = async () => {
    const problem = await doInVault('secrets.remove', { name });
    if (problem !== null) tellProblem(`${name} was not removed`, problem);
    onClose();
  };
  return (
    <section className="secret-form" aria-label={`Remove ${name}`}>
      <p>
        <strong>Remove {name}?</strong> {removalMeans(kind, usedBy.length)}
      </p>
      <div className="act-line">
        <Button onClick={onClose}>Keep it</Button>
        <Button color="danger" variant="filled" onClick={() => void remove()}>
          Remove it
        </Button>
      </div>
    </section>
  );
}

function removalMeans(kind: Entry['kind'], uses: number): string {
  if (kind === 'answer') return 'The next time the host asks, you are asked.';
  const gone = 'Its value cannot be brought back, except from a backup of the workspace.';
  if (uses === 0) return `No stored document names it. ${gone}`;
  return `${counted(uses, 'document')} ${uses === 1 ? 'names' : 'name'} it: steps that need it will wait. ${gone}`;
}

function UsedBy({ usedBy }: Pick<Entry, 'usedBy'>) {
  if (usedBy.length === 0) return <span className="dim">no document</span>;
  return (
    <>
      {usedBy.slice(0, 3).map(({ key, title }) => (
        <a className="link clip" key={key} href={formatRoute(runbookRoute(key))} title={key}>
          {title}
        </a>
      ))}
      {usedBy.length > 3 && <span className="dim">and {usedBy.length - 3} more</span>}
    </>
  );
}

interface MissingTableProps {
  readonly vault: VaultView;
  /** Left out = there is no vault to add it to. */
  onAdd?(name: string): void;
}

/** What documents name and the vault does not hold: their steps would wait. */
export function MissingTable({ vault, onAdd }: MissingTableProps) {
  if (vault.unknown.length === 0) return null;
  return (
    <section aria-labelledby="vault-missing">
      <h2 id="vault-missing">
        Missing <span className="count">{vault.unknown.length}</span>
      </h2>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Named by</th>
            <th scope="col">
              <span className="for-readers">Act</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {vault.unknown.map(({ name, usedBy }) => (
            <tr key={name}>
              <td>
                <span className="secrets-name">{name}</span>
                <span className="under">steps that need it wait</span>
              </td>
              <td className="secrets-used">
                <UsedBy usedBy={usedBy} />
              </td>
              <td>
                <div className="secrets-acts">
                  {onAdd !== undefined && (
                    <Button
                      disabled={vault.condition !== 'unlocked'}
                      aria-label={`Add ${name}`}
                      onClick={() => onAdd(name)}
                    >
                      Add…
                    </Button>
                  )}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
