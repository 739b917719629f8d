import { existsSync } from 'node:fs';
import path from 'node:path';
import { failed, ok, type Result } from '../../contract/errors.ts';
import type { Dispatcher } from '../core/dispatcher.ts';
import type { DeskDoor } from '../core/ports/desk-door.ts';
import type { Log } from '../core/ports/log.ts';
import { LoopbackServer } from '../transport/loopback-server.ts';

export interface DoorOptions {
  /** A port that must be had; left out = the last one if free, else any. */
  readonly port?: number;
  /** Where a forwarded port appears, e.g. `http://localhost:9000`. */
  readonly publicOrigin?: string;
  /** The built page, where it does not lie beside this program. */
  readonly staticDir?: string;
}

export interface DoorParts {
  readonly workspaceDir: string;
  readonly dispatcher: Dispatcher;
  readonly log: Log;
  readonly now: () => number;
}

/** The loopback door of this core, opened when the first link is asked for. */
export class LoopbackDoor implements DeskDoor {
  readonly #options: DoorOptions;
  /** Asked for late: the dispatcher's own handlers know the door. */
  readonly #parts: () => DoorParts;
  #server: Promise<Result<LoopbackServer>> | null = null;

  constructor(options: DoorOptions, parts: () => DoorParts) {
    this.#options = options;
    this.#parts = parts;
  }

  async link(): Promise<Result<{ url: string }>> {
    this.#server ??= this.#open();
    const server = await this.#server;
    if (server.ok) return ok({ url: server.value.launchUrl() });
    this.#server = null;
    return server;
  }

  async close(): Promise<void> {
    const server = await this.#server;
    this.#server = null;
    if (server?.ok) await server.value.close();
  }

  async #open(): Promise<Result<LoopbackServer>> {
    const { port, publicOrigin } = this.#options;
    const staticDir = this.#options.staticDir ?? builtPage();
    if (staticDir === null) return failed('refused', 'The page is not built. Run npm start, or npm run build.');
    try {
      const how = { ...(port === undefined ? {} : { port }), ...(publicOrigin === undefined ? {} : { publicOrigin }) };
      return ok(await LoopbackServer.start({ ...this.#parts(), staticDir, ...how }));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return failed('refused', `The loopback door does not open: ${reason}.`);
    }
  }
}

/** `dist/renderer`, from the sources as from the bundle, however deep its parts lie. */
function builtPage(): string | null {
  for (let folder = import.meta.dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const page = path.join(folder, 'dist', 'renderer');
    if (existsSync(path.join(page, 'index.html'))) return page;
  }
  return null;
}
