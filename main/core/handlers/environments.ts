import type { Attribution } from '../../../contract/actor.ts';
import { ok, type Result } from '../../../contract/errors.ts';
import { toLogEntry } from '../../domain/log/describe-event.ts';
import { actorOf, whenOf } from '../attribution.ts';
import type { EnvironmentSaidBy } from '../environment/environment-desk.ts';
import type { CoreParts } from './core-parts.ts';
import type { Caller, FeatureHandlers } from './handler.ts';

export function environmentHandlers(parts: CoreParts): FeatureHandlers<'environments'> {
  const { environments } = parts;
  return {
    'environments.list': async () => ok(await environments.list()),
    'environments.get': ({ key }) => environments.view(key),
    'environments.series': (request) => environments.series(request),
    'environments.check': async (request, caller) => {
      const by = saidBy(parts, request.attribution, caller);
      return by.ok ? environments.check(request, by.value) : by;
    },
    'environments.cancel': ({ key }) => ok(environments.cancel(key)),
    'environments.item': async (request, caller) => {
      const by = saidBy(parts, request.attribution, caller);
      return by.ok ? environments.item(request, by.value) : by;
    },
    'environments.log': ({ key, limit }) => {
      const events = environments.events(key, limit);
      return events.ok ? ok({ entries: events.value.map((event) => toLogEntry(event, null)) }) : events;
    },
  };
}

function saidBy(parts: CoreParts, attribution: Attribution | undefined, caller: Caller): Result<EnvironmentSaidBy> {
  const actor = actorOf(attribution, caller, parts.seat);
  if (!actor.ok) return actor;
  const at = whenOf(attribution, parts.clock.now());
  return at.ok ? ok({ actor: actor.value, at: at.value }) : at;
}
