import { z } from 'zod';
import type { Attribution } from '../../contract/actor.ts';
import type { SliceTools } from './tools.ts';

/** Who sits here, as they say. Kept on this machine; recorded with every act as `stated`. */
interface Identity {
  readonly name: string;
  readonly role: string;
}

export interface IdentitySlice {
  /** Null until somebody says so: acts are then recorded under the operating system's user. */
  readonly identity: Identity | null;
  setIdentity(identity: Identity): void;
  /** What goes with a command by this person, unless they report for somebody else. */
  attribution(): Attribution;
}

const KEY = 'holdpoint.identity';
const identitySchema = z.object({ name: z.string().max(200), role: z.string().max(200) });

export function identitySlice({ set, get, surroundings }: SliceTools): IdentitySlice {
  return {
    identity: readIdentity(surroundings.memory.read(KEY)),
    setIdentity(identity) {
      surroundings.memory.write(KEY, JSON.stringify(identity));
      set({ identity });
    },
    attribution() {
      const { identity, home } = get();
      const name = identity?.name || home?.workspace.osUser || '';
      return {
        via: 'desk',
        ...(name === '' ? {} : { by: name }),
        ...(identity === null || identity.role === '' ? {} : { role: identity.role }),
      };
    },
  };
}

function readIdentity(text: string | null): Identity | null {
  if (text === null) return null;
  try {
    return identitySchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
