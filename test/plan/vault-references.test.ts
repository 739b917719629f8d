import { describe, expect, it } from 'vitest';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { judgeDocument } from '../../main/domain/plan/judge-document.ts';
import { noStoredChecklists } from '../../main/domain/plan/step-checklists.ts';
import { runbookWith } from './support/runbook-text.ts';

const step = (name: string) =>
  runbookWith(
    `- { id: a, kind: ssh, title: a, responsible: Lead, duration: 5m, targets: tier=web, run: x, env: { A: "\${{ secrets.${name} }}" } }\n`,
  );
const said = (name: string, vaultNames?: readonly string[]) =>
  judgeDocument(step(name), resolveWallTime, {
    ...noStoredChecklists,
    ...(vaultNames === undefined ? {} : { vaultNames }),
  })
    .findings.filter(({ rule }) => rule === 'unknown-secret')
    .map(({ cure }) => cure);

describe('a secret that is no input', () => {
  it('comes from the vault: no complaint where the vault has it, or where nobody knows the vault', () => {
    expect(said('db_password', ['db_password'])).toEqual([]);
    expect(said('db_password')).toEqual([]);
  });

  it('that the vault does not have is said, with the nearest name', () => {
    expect(said('db_pasword', ['db_password'])).toEqual([expect.stringContaining('secrets.db_password')]);
    expect(said('something_else', ['db_password'])).toEqual([expect.stringContaining('secrets set something_else')]);
  });
});
