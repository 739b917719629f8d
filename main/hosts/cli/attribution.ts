import { type Attribution, attributionSchema, viaSchema } from '../../../contract/actor.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { Options } from './command-line.ts';
import { readMoment } from './moment-text.ts';

/** The clock on the wall and this machine's may differ; the core judges what is really in the future. */
const CLOCKS_DIFFER_MS = 60_000;

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
    enteredBy: options.text('entered-by'),
    at: at.value,
    via: via.data,
  };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const attribution = attributionSchema.safeParse(known);
  return attribution.success ? ok(attribution.data) : failed('invalid-input', 'A name given is empty or too long.');
}

/** A time of day is the last one that was: 23:50 said at ten past midnight is yesterday's. */
function timeOf(text: string | undefined, zone: string, now: number): Result<number | undefined> {
  if (text === undefined) return ok(undefined);
  const read = readMoment(text, { zone, base: now + CLOCKS_DIFFER_MS, which: 'last' });
  return read.ok ? read : failed('invalid-input', `--at ${text}: ${read.problem.message}`);
}
