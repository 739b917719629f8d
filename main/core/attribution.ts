import type { Actor, Attribution, Via } from '../../contract/actor.ts';
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
  const person = attribution?.by ?? seat.osUser;
  const via = attribution?.via ?? caller.via;
  // What came by phone, chat or page was typed by somebody at this machine.
  const enteredBy = attribution?.enteredBy ?? (isRelayed(via) ? seat.osUser : undefined);
  return ok({
    person,
    role: attribution?.role ?? null,
    ...(attribution?.onBehalfOf === undefined ? {} : { onBehalfOf: attribution.onBehalfOf }),
    ...(enteredBy === undefined || enteredBy === '' || enteredBy === person ? {} : { enteredBy }),
    via,
    assurance: 'stated',
    osUser: seat.osUser,
    machine: seat.machine,
  });
}

function isRelayed(via: Via): boolean {
  return via === 'phone' || via === 'chat' || via === 'page';
}

/** A time in the future is a mistake, unless it is within what two clocks differ by. */
export function whenOf(attribution: Attribution | undefined, now: number): Result<number | undefined> {
  const at = attribution?.at;
  if (at !== undefined && at > now + 1000) return failed('invalid-input', 'The time given lies in the future.');
  return ok(at);
}
