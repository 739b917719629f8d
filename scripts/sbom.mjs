/**
 * `npm run sbom [-- --out FOLDER]`: writes what the packaged app is made of: sbom.cdx.json (CycloneDX 1.6) and
 * licences.txt, the licence text of each part. Versions and hashes come from package-lock.json, the list from the
 * bundler. The same commit gives the same bytes.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled, root } from './prepare.mjs';

ensureInstalled();
const { shippedPackages } = await import('./bundle-contents.mjs');
const { values } = parseArgs({ options: { out: { type: 'string', default: path.join(root, 'dist') } } });
const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
const own = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const shipped = (await shippedPackages()).map(part);

mkdirSync(values.out, { recursive: true });
writeFileSync(path.join(values.out, 'sbom.cdx.json'), `${JSON.stringify(billOfMaterials(), null, 2)}\n`);
writeFileSync(path.join(values.out, 'licences.txt'), shipped.map(licenceText).join('\n'));
process.stderr.write(`${shipped.length} parts: ${path.join(values.out, 'sbom.cdx.json')}\n`);

/** One package as the lock file and its own package.json tell of it. */
function part(key) {
  const locked = lock[key];
  if (locked === undefined) throw new Error(`${key} is in the bundle but not in package-lock.json`);
  const declared = JSON.parse(readFileSync(path.join(root, key, 'package.json'), 'utf8'));
  if (declared.version !== locked.version) throw new Error(`${key} is installed in another version than locked`);
  const name = key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const licence = declared.license ?? declared.licenses?.map(({ type }) => type).join(' OR ');
  return { key, name, locked, declared, licence, purl: purl(name, locked.version) };
}

function purl(name, version) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function billOfMaterials() {
  const components = shipped.map(component);
  const rootRef = purl(own.name, own.version);
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      ...(builtAt() === null ? {} : { timestamp: builtAt() }),
      lifecycles: [{ phase: 'build' }],
      component: {
        type: 'application',
        'bom-ref': rootRef,
        name: own.name,
        version: own.version,
        description: own.description,
        licenses: licences(own.license),
        purl: rootRef,
      },
    },
    components,
    dependencies: [
      { ref: rootRef, dependsOn: dependsOn('', { ...own.dependencies, electron: '' }) },
      ...shipped.map((one) => ({ ref: one.purl, dependsOn: dependsOn(one.key, needs(one.locked)) })),
    ],
  };
  return { ...bill, serialNumber: `urn:uuid:${uuidOf(JSON.stringify(bill))}` };
}

function component({ name, locked, declared, licence, purl: ref }) {
  const [last, group] = name.split('/').reverse();
  return {
    type: name === 'electron' ? 'framework' : 'library',
    'bom-ref': ref,
    ...(group === undefined ? {} : { group }),
    name: last,
    version: locked.version,
    scope: 'required',
    ...(declared.description === undefined ? {} : { description: declared.description }),
    ...(locked.integrity === undefined ? {} : { hashes: hashes(locked.integrity) }),
    ...(licence === undefined ? {} : { licenses: licences(licence) }),
    purl: ref,
    ...(name === 'better-sqlite3' ? { components: [sqlite()] } : {}),
  };
}

/** Compiled into better-sqlite3's prebuilds, and what an advisory would name. */
function sqlite() {
  const header = path.join(root, 'node_modules', 'better-sqlite3', 'deps', 'sqlite3', 'sqlite3.h');
  const version = /#define SQLITE_VERSION\s+"([\d.]+)"/.exec(readFileSync(header, 'utf8'))[1];
  const cpe = `cpe:2.3:a:sqlite:sqlite:${version}:*:*:*:*:*:*:*`;
  return { type: 'library', 'bom-ref': `sqlite@${version}`, name: 'sqlite', version, scope: 'required', cpe };
}

/** `sha512-BASE64 …` as CycloneDX writes it. */
function hashes(integrity) {
  return integrity.split(/\s+/).map((one) => {
    const [, algorithm, base64] = /^sha(\d+)-([^?]+)/.exec(one);
    return { alg: `SHA-${algorithm}`, content: Buffer.from(base64, 'base64').toString('hex') };
  });
}

function licences(declared) {
  return /[\s()]/.test(declared) ? [{ expression: declared }] : [{ license: { id: declared } }];
}

function needs(locked) {
  return { ...locked.dependencies, ...locked.optionalDependencies, ...locked.peerDependencies };
}

/** The shipped ones among the needed, each found as Node finds it: the nearest node_modules upwards. */
function dependsOn(from, needed) {
  const refs = Object.keys(needed).flatMap((name) => {
    const found = shipped.find((one) => one.key === nearest(from, name));
    return found === undefined ? [] : [found.purl];
  });
  return [...new Set(refs)].sort();
}

function nearest(from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const key = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (lock[key] !== undefined) return key;
    if (folder === '') return null;
  }
}

/** When the commit was made, so that the same commit gives the same file. */
function builtAt() {
  const epoch = process.env.SOURCE_DATE_EPOCH ?? spawnSync('git', ['-C', root, 'log', '-1', '--format=%ct']).stdout;
  const seconds = Number.parseInt(String(epoch ?? ''), 10);
  return Number.isNaN(seconds) ? null : new Date(seconds * 1000).toISOString().replace('.000', '');
}

/** A name-based UUID (version 8: the digest is ours), as the serial number of this content. */
function uuidOf(text) {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function licenceText({ key, name, locked, licence }) {
  const folder = path.join(root, key);
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  const texts = files.sort().map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  if (texts.length === 0) texts.push(`The package carries no licence text. It declares: ${licence ?? 'none'}.`);
  return `${'='.repeat(80)}\n${name} ${locked.version}\n${'='.repeat(80)}\n${texts.join('\n\n')}\n`;
}
