import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { typed } from './command.ts';

const corpus = path.resolve(import.meta.dirname, '../../sheet/corpus');
const cli = path.resolve(import.meta.dirname, '../../../main/hosts/cli.ts');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Pipes cells into `holdpoint import -`. */
function pasted(text: string): Promise<{ code: number | null; stdout: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, 'import', '-'], { stdio: ['pipe', 'pipe', 'ignore'] });
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
    });
    child.on('close', (code) => resolve({ code, stdout }));
    child.stdin.end(text);
  });
}

describe('holdpoint import', () => {
  it.each(['orders-cutover-en.xlsx', 'umstellung-de.csv', 'finance-golive-phases.xlsx'])(
    'takes %s from the sheet to the end of its rehearsal',
    async (name) => {
      const out = path.join(folder, `${name}.yaml`);
      const made = await typed(['import', path.join(corpus, name), '--out', out, '--timezone', 'Europe/Berlin']);
      expect(made.code, made.stderr).toBe(0);
      const ids: string[] = parse(readFileSync(out, 'utf8')).steps.map((step: { id: string }) => step.id);
      const answers = written(
        `${name}.answers.yaml`,
        ids.map((id) => `${id}: { by: To be named, approve: true }\n`).join(''),
      );
      const workspace = path.join(folder, `${name}.workspace`);
      const run = await typed([
        'run',
        out,
        '--mode',
        'rehearsal',
        '--speed',
        '600',
        '--go',
        '--answers',
        answers,
        '--workspace',
        workspace,
      ]);
      expect(run.code, run.stderr + run.stdout).toBe(0);
      const report = await typed(['report', 'latest', '--format', 'json', '--out', '-', '--workspace', workspace]);
      expect(report.stdout).toContain('successful');
    },
    120_000,
  );

  it('writes the runbook to stdout, findings with row and column to stderr, and never over a file', async () => {
    const file = path.join(corpus, 'orders-cutover-en.xlsx');
    const shown = await typed(['import', file]);
    expect(parse(shown.stdout).steps).toHaveLength(9);
    expect(shown.stderr).toContain(':5:P warning unguarded-point-of-no-return');
    const out = written('mine.yaml', 'mine');
    const refused = await typed(['import', file, '--out', out]);
    expect([refused.code, readFileSync(out, 'utf8')]).toEqual([2, 'mine']);
    expect((await typed(['import', file, '--out', out, '--force'])).code).toBe(0);
    expect(parse(readFileSync(out, 'utf8')).kind).toBe('Runbook');
  });

  it('tells findings, mapping and unknown columns as JSON, and stops with 2 on an error', async () => {
    const file = written('bad.csv', 'ID;Task;Owner;Cost centre;After\n1;Look;Ann;4711;\n1;Act;Ann;4711;7\n');
    const out = path.join(folder, 'bad.yaml');
    const { code, stdout } = await typed(['import', file, '--json', '--out', out]);
    const said = JSON.parse(stdout);
    expect(code).toBe(2);
    expect(existsSync(out)).toBe(false);
    expect(said).toMatchObject({ runbook: null, unknownColumns: ['Cost centre'] });
    expect(said.findings).toMatchObject([
      { row: 3, column: 'A', severity: 'error', rule: 'duplicate-id' },
      { row: 3, column: 'E', severity: 'error', rule: 'unknown-predecessor' },
    ]);
    expect(said.mapping).toContainEqual({ column: 'C', heading: 'Owner', field: 'owner', confidence: 'sure' });
  });

  it('tells a locked workbook as a finding, too', async () => {
    const ole = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(600),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]);
    const file = path.join(folder, 'locked.xlsx');
    writeFileSync(file, ole);
    const { code, stdout } = await typed(['import', file, '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout).findings[0].message).toMatch(/password/);
  });

  it('follows --map, --sheet, --key and --title, and says the nearest where a name is mistyped', async () => {
    const file = written('odd.csv', 'Nr,Do this,By hand of\n1,Look,Ann\n');
    const { stdout } = await typed([
      'import',
      file,
      '--map',
      'do this=task',
      '--map',
      'By hand of=keep',
      '--key',
      'odd',
      '--title',
      'Odd',
    ]);
    expect(parse(stdout)).toMatchObject({
      key: 'odd',
      title: 'Odd',
      steps: [{ title: 'Look', 'x-sheet': { 'By hand of': 'Ann' } }],
    });
    const near = await typed(['import', file, '--map', 'Nr=taks']);
    expect([near.code, near.stderr]).toEqual([2, expect.stringContaining('Did you mean task?')]);
    expect((await typed(['import', file, '--sheet', 'Nowhere'])).stderr).toContain('There are: odd.');
  });

  it('reads cells from stdin and needs no workspace', async () => {
    const { code, stdout } = await pasted('Task\tOwner\nLook\tAnn\n');
    expect([code, parse(stdout).steps[0].title]).toEqual([0, 'Look']);
  });
});
