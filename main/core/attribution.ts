import type { Actor, Attribution } from '../../contract/actor.ts';
import { failed, ok, type Result } from '../../contract/errors.ts';
import type { Caller } from './handlers/handler.ts';

/** Who sits at this machine, as far as the operating system knows. */
export interface Seat {
  readonly osUser: string;
  readonly machine: string;
}

/**
 * Who does it: what the request states, else the user of this machine. Anybody can state anything, so the assurance
 * is `stated`, and beside it stands which account on which machine it came from.
 */
export function actorOf(attribution: Attribution | undefined, caller: Caller, seat: Seat): Result<Actor> {
  if (attribution?.via === 'engine') return failed('invalid-input', 'Only Holdpoint itself acts as the engine.');
  return ok({
    person: attribution?.by ?? seat.osUser,
    role: attribution?.role ?? null,
    ...(attribution?.onBehalfOf === undefined ? {} : { onBehalfOf: attribution.onBehalfOf }),
    via: attribution?.via ?? caller.via,
    assurance: 'stated',
    osUser: seat.osUser,
    machine: seat.machine,
  });
}

/** A time in the future is a mistake, unless it is within what two clocks differ by. */
export function whenOf(attribution: Attribution | undefined, now: number): Result<number | undefined> {
  const at = attribution?.at;
  if (at !== undefined && at > now + 1000) return failed('invalid-input', 'The time given lies in the future.');
  return ok(at);
}
