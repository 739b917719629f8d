import { type Attribution, attributionSchema, viaSchema } from '../../../contract/actor.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { resolveWallTime } from '../../adapters/zones.ts';
import type { Options } from './command-line.ts';

/** Who, when and how, from the options. `zone` = the site's: a time without an offset is told there. */
export function attributionOf(options: Options, zone: string, now: number): Result<Attribution> {
  const via = viaSchema.exclude(['engine']).optional().safeParse(options.text('via'));
  if (!via.success) return failed('invalid-input', `--via is one of desk, phone, chat, page, pack, api.`);
  const at = timeOf(options.text('at'), zone, now);
  if (!at.ok) return at;
  const given = {
    by: options.text('by'),
    role: options.text('role'),
    onBehalfOf: options.text('on-behalf-of'),
    at: at.value,
    via: via.data,
  };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const attribution = attributionSchema.safeParse(known);
  return attribution.success ? ok(attribution.data) : failed('invalid-input', 'A name given is empty or too long.');
}

function timeOf(text: string | undefined, zone: string, now: number): Result<number | undefined> {
  if (text === undefined) return ok(undefined);
  const wall = /^\d{1,2}:\d{2}(:\d{2})?$/.test(text) ? `${todayIn(zone, now)}T${text.padStart(5, '0')}` : text;
  const resolved = resolveWallTime(wall, zone);
  if (resolved.kind !== 'instant') return failed('invalid-input', `--at ${text}: ${resolved.message} ${resolved.cure}`);
  return ok(resolved.at);
}

function todayIn(zone: string, now: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    now,
  );
}
