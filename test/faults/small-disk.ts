import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly folder: string;
  /** Takes all room that is left. */
  fill(): void;
  free(): void;
  readOnly(): void;
  unmount(): void;
}

/** A disk of its own in memory. Takes root. */
export function mountSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-disk-'));
  mount('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  const filling = join(folder, 'filling');
  return {
    folder,
    fill: () => {
      for (const piece of [1024 * 1024, 4096]) {
        try {
          for (;;) writeFileSync(filling, Buffer.alloc(piece), { flag: 'a' });
        } catch {
          // No room for a piece of this size any more.
        }
      }
    },
    free: () => rmSync(filling, { force: true }),
    readOnly: () => mount('mount', ['-o', 'remount,ro', folder]),
    unmount: () => {
      if (!existsSync(folder)) return;
      // Lazily: what a test left running may hold it open for a moment.
      mount('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function mount(command: 'mount' | 'umount', args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
}
