import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options } from '@electron/fuses';
import { buildProject, copyProject, removeProject, root, run } from './project-copy.ts';

/** What electron-builder made of the project, with a stand-in where Electron's own files go. */
export interface PackedApp {
  /** `resources/` of the app. */
  readonly resources: string;
  /** The stand-in for Electron's binary, after electron-builder had it. */
  readonly binary: string;
  /** Everything electron-builder wrote beside the app's folder. */
  readonly packages: string;
  readonly asar: string;
  /** `a/b.js`, sorted; folders are not listed. */
  readonly files: readonly string[];
  /** The archive's content with its unpacked files in their places, in a folder that sees no other packages. */
  readonly content: string;
  remove(): void;
}

/** The whole of packaging but Electron itself: build, bill of materials, electron-builder with its own configuration. */
export async function packApp(): Promise<PackedApp> {
  const project = copyProject('pack');
  await buildProject(project);
  await run(process.execPath, [path.join(root, 'scripts', 'sbom.mjs'), '--out', path.join(project, 'dist')]);
  writeStandIn(path.join(project, 'stand-in'));
  const builder = path.join(project, 'node_modules', 'electron-builder', 'cli.js');
  const options = ['--linux', '--dir', '--publish', 'never', '-c.electronDist=stand-in'];
  await run(process.execPath, [builder, ...options], { cwd: project });
  const packages = path.join(project, 'dist', 'packages');
  const app = path.join(packages, 'linux-unpacked');
  const asar = path.join(app, 'resources', 'app.asar');
  const content = `${project}-content`;
  rmSync(content, { recursive: true, force: true });
  extractAll(asar, content);
  const files = listPackage(asar, { isPack: false }).map((name) => name.replace(/^[\\/]/, '').replaceAll('\\', '/'));
  return {
    resources: path.join(app, 'resources'),
    binary: path.join(app, 'holdpoint'),
    packages,
    asar,
    files: files.filter((name) => statSync(path.join(content, name)).isFile()).sort(),
    content,
    remove: () => {
      removeProject(project);
      rmSync(content, { recursive: true, force: true });
    },
  };
}

/** Marks the place of the fuses in Electron's binary: this text, a version, how many there are, one letter a fuse. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** As much of Electron as packaging touches: a binary with fuses, all in, and a folder for resources. */
function writeStandIn(folder: string): void {
  const fuses = Object.values(FuseV1Options).filter((value) => typeof value === 'number').length;
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, fuses]), Buffer.alloc(fuses, '1')]);
  writeFileSync(path.join(folder, 'electron'), wire, { mode: 0o755 });
}

export function readPackageJson(content: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(content, 'package.json'), 'utf8'));
}

/** A document of the examples, put where nothing of the repository is near. */
export function copyExample(name: string, to: string): string {
  const from = path.join(root, 'examples', name);
  if (!existsSync(from)) throw new Error(`there is no examples/${name}`);
  const file = path.join(to, path.basename(name));
  cpSync(from, file);
  return file;
}
