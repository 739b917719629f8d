import type { ConnectionState } from '../../contract/client.ts';
import type { SliceTools } from './tools.ts';

export interface ConnectionSlice {
  readonly connection: ConnectionState;
  /** When the connection was lost, by this window's clock; null while it stands. */
  readonly lostAt: number | null;
  /** The door's last answer: refused = this browser's link is used up or its session ended. */
  readonly entry: 'open' | 'refused' | 'unreachable' | null;
  watchConnection(): void;
  noteEntry(entry: 'open' | 'refused' | 'unreachable'): void;
}

export function connectionSlice({ client, set, get, surroundings }: SliceTools): ConnectionSlice {
  return {
    connection: 'connecting',
    lostAt: null,
    entry: null,
    watchConnection() {
      client.onConnection((connection) => {
        const lostAt = connection === 'connected' ? null : (get().lostAt ?? surroundings.now());
        const isBack = connection === 'connected' && get().connection !== 'connected';
        set({ connection, lostAt });
        if (isBack) get().refreshAfterReconnect();
      });
    },
    noteEntry(entry) {
      set({ entry });
    },
  };
}
