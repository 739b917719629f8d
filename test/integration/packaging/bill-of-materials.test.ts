import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type LockedPackage, lockedPackages, root, run } from './project-copy.ts';

/** The rules of CycloneDX 1.6 that a reader of ours would stumble over first. */
const componentSchema = z.object({
  type: z.enum(['application', 'framework', 'library']),
  'bom-ref': z.string().min(1),
  group: z.string().optional(),
  name: z.string().min(1),
  version: z.string().min(1),
  scope: z.enum(['required', 'optional', 'excluded']).optional(),
  description: z.string().optional(),
  hashes: z
    .array(
      z.object({
        alg: z.enum(['SHA-1', 'SHA-256', 'SHA-512']),
        content: z.string().regex(/^([a-f\d]{40}|[a-f\d]{64}|[a-f\d]{128})$/),
      }),
    )
    .optional(),
  licenses: z
    .array(
      z.union([
        z.strictObject({ license: z.strictObject({ id: z.string() }) }),
        z.strictObject({ expression: z.string() }),
      ]),
    )
    .optional(),
  purl: z
    .string()
    .regex(/^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@[\w.-]+$/)
    .optional(),
  cpe: z.string().startsWith('cpe:2.3:').optional(),
  components: z.array(z.unknown()).optional(),
});
const billSchema = z.strictObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.6'),
  serialNumber: z.string().regex(/^urn:uuid:[a-f\d]{8}-[a-f\d]{4}-[a-f\d]{4}-[a-f\d]{4}-[a-f\d]{12}$/),
  version: z.literal(1),
  metadata: z.strictObject({
    timestamp: z.iso.datetime().optional(),
    lifecycles: z.array(z.object({ phase: z.literal('build') })),
    component: componentSchema,
  }),
  components: z.array(componentSchema.strict()),
  dependencies: z.array(z.strictObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
});

const folders: string[] = [];
let bill: z.infer<typeof billSchema>;
let text: string;

async function write(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdpoint-sbom-'));
  folders.push(folder);
  await run(process.execPath, [path.join(root, 'scripts', 'sbom.mjs'), '--out', folder], {
    env: { ...process.env, SOURCE_DATE_EPOCH: '1800000000' },
  });
  return folder;
}

beforeAll(async () => {
  text = readFileSync(path.join(await write(), 'sbom.cdx.json'), 'utf8');
  bill = billSchema.parse(JSON.parse(text));
}, 60_000);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The lock file's entries under the name a purl has for them. */
function lockedByPurl() {
  const entries = [...lockedPackages()].map(([key, locked]) => {
    const name = key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return [`pkg:npm/${name.replace('@', '%40')}@${locked.version}`, locked] as const;
  });
  return new Map<string, LockedPackage>(entries);
}

describe('the bill of materials', () => {
  it('names each part once, in the version and with the hash of the lock file', () => {
    const refs = bill.components.map((one) => one['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    const locked = lockedByPurl();
    for (const one of bill.components) {
      const entry = locked.get(one.purl ?? '');
      expect(entry?.version, one['bom-ref']).toBe(one.version);
      const [algorithm, base64 = ''] = (entry?.integrity ?? '').split('-');
      const content = Buffer.from(base64, 'base64').toString('hex');
      expect(one.hashes).toEqual([{ alg: algorithm?.replace('sha', 'SHA-'), content }]);
      expect(one.licenses?.length, one['bom-ref']).toBe(1);
    }
  });

  it('holds what is bundled, copied and embedded, and no tool', () => {
    const names = bill.components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`));
    const shipped = [
      'react',
      'react-dom',
      'zod',
      'yaml',
      'undici',
      'ws',
      '@mantine/core',
      'better-sqlite3',
      'ssh2',
      'asn1',
    ];
    expect(names).toEqual(expect.arrayContaining([...shipped, 'electron']));
    const locked = lockedPackages();
    const tools = names.filter((name) => name !== 'electron' && locked.get(`node_modules/${name}`)?.dev === true);
    expect(tools).toEqual([]);
    const embedded = bill.components.find(({ name }) => name === 'better-sqlite3')?.components;
    expect(embedded).toEqual([expect.objectContaining({ name: 'sqlite', cpe: expect.stringContaining(':sqlite:3.') })]);
  });

  it('holds every package that the source maps of the build name', () => {
    const dist = path.join(root, 'dist', 'main');
    const maps = readdirSync(dist, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.map'));
    const sources = maps.flatMap(
      (name) =>
        z.object({ sources: z.array(z.string()) }).parse(JSON.parse(readFileSync(path.join(dist, name), 'utf8')))
          .sources,
    );
    const bundled = new Set(sources.flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []));
    const named = new Set(bill.components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`)));
    expect(bundled.size).toBeGreaterThan(4);
    expect([...bundled].filter((name) => !named.has(name))).toEqual([]);
  });

  it('says of each part what it needs, and leaves none without one who needs it', () => {
    const known = new Set([bill.metadata.component['bom-ref'], ...bill.components.map((one) => one['bom-ref'])]);
    expect(new Set(bill.dependencies.map(({ ref }) => ref))).toEqual(known);
    const needed = new Set(bill.dependencies.flatMap(({ dependsOn }) => dependsOn));
    expect([...needed].filter((ref) => !known.has(ref))).toEqual([]);
    const unneeded = [...known].filter((ref) => !needed.has(ref) && ref !== bill.metadata.component['bom-ref']);
    expect(unneeded).toEqual([]);
  });

  it('is the same bytes when it is written again, licences included', async () => {
    const again = await write();
    expect(readFileSync(path.join(again, 'sbom.cdx.json'), 'utf8')).toBe(text);
    expect(bill.metadata.timestamp).toBe('2027-01-15T08:00:00Z');
    const licences = readFileSync(path.join(again, 'licences.txt'), 'utf8');
    for (const { name, version } of bill.components)
      expect(licences).toMatch(new RegExp(`^(.*/)?${name} ${version}$`, 'm'));
  });
});
