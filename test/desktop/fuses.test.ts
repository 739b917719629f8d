import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const root = path.resolve(import.meta.dirname, '../..');

it('every fuse of the packaged binary is set, each to its strict side', () => {
  const fuses: Record<string, boolean> = parse(
    readFileSync(path.join(root, 'electron-builder.yml'), 'utf8'),
  ).electronFuses;
  expect(fuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  });
  // A fuse that a later packer knows must be decided about, not left at its default.
  const scheme = createRequire(path.join(root, 'node_modules/electron-builder/package.json'))(
    'app-builder-lib/scheme.json',
  );
  const known = Object.keys(scheme.definitions.FuseOptionsV1.properties).filter(
    (name) => name !== 'resetAdHocDarwinSignature',
  );
  expect(Object.keys(fuses).toSorted()).toEqual(known.toSorted());
});
