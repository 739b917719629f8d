import type { z } from 'zod';
import { head, list, record, strict } from './document-object.ts';
import { duration } from './duration.ts';
import { inventory, targetDefaults } from './inventory.ts';
import { selector } from './selector.ts';
import { sshExpect } from './step-kinds.ts';
import { anyText, integer, matching, oneOf, stepIdText, text } from './text-types.ts';
import { dayOrTime, timezone } from './time-text.ts';

/** What a release needs to be there before its window. */
export const infrastructureTypes = ['host', 'database', 'certificate', 'licence', 'firewall', 'dns', 'other'] as const;
export const infrastructureStates = ['ordered', 'installed', 'validated'] as const;

const infrastructure = list(
  strict({
    id: stepIdText,
    text,
    type: oneOf(infrastructureTypes),
    /** From the order to the day it is there. */
    leadTime: duration.optional(),
    orderedAt: dayOrTime.optional(),
    installedAt: dayOrTime.optional(),
    /** Where it stood when it was written; what is said in the app or by the command line counts from then on. */
    state: oneOf(infrastructureStates).optional(),
    responsible: text.optional(),
    /** Its configuration item in the configuration database. */
    ci: text.optional(),
    expires: dayOrTime.optional(),
    /** The id of one of `checks` or `databases`, or host:port of the server that holds the certificate. */
    check: text.optional(),
  }),
);

const place = matching(
  'a place to reach',
  /^[^\s]{1,500}$/,
  'Write host:port, the name of a target, target:port, or a selector such as group=database.',
);

/** From each of these targets, not from this machine. */
const reachability = list(
  strict({
    from: selector,
    to: place,
    port: integer(1, 65_535).optional(),
    protocol: oneOf(['tcp', 'https']).optional(),
  }),
);

const host = matching(
  'a host',
  /^[A-Za-z0-9:._%[\]-]{1,255}$/,
  'Write a host name, an address, or the name of a target.',
);

const databases = list(
  strict({
    id: stepIdText,
    from: selector,
    engine: oneOf(['postgresql', 'mysql', 'oracle', 'sqlserver', 'mongodb', 'redis', 'other']),
    host,
    port: integer(1, 65_535).optional(),
    name: text.optional(),
    user: text.optional(),
    /** A read-only command on the target; left out = the engine's own question where its client is there, else TCP. */
    run: text.optional(),
    timeout: duration.optional(),
  }),
);

const packageName = matching('a package', /^[A-Za-z0-9][A-Za-z0-9.+_:@/-]{0,127}$/, 'Write its name.');

/** Either a package or a command that says its version, and the version it should have: `1.24.*`; left out = any. */
const expected = list(
  strict({ targets: selector, package: packageName.optional(), command: text.optional(), version: anyText.optional() }),
);

const checks = list(
  strict({
    id: stepIdText,
    text: text.optional(),
    targets: selector,
    run: text,
    expect: sshExpect.optional(),
    timeout: duration.optional(),
  }),
);

/** Where a release goes: its targets, in the order of promotion given by `rank`, and what has to hold there. */
export const environmentDocument = strict({
  ...head('Environment'),
  rank: integer(0, 1000).optional(),
  timezone: timezone.optional(),
  /** A check that is older says little; left out = 24 h. */
  staleAfter: duration.optional(),
  defaults: strict({ user: text.optional(), ...targetDefaults }).optional(),
  inventory: inventory.optional(),
  /** Name → the targets it stands for; `group=NAME` in any selector. */
  groups: record(stepIdText, selector).optional(),
  /** What only one run may hold at a time. */
  locks: list(text).optional(),
  infrastructure: infrastructure.optional(),
  reachability: reachability.optional(),
  databases: databases.optional(),
  expected: expected.optional(),
  checks: checks.optional(),
});
export type EnvironmentText = z.output<typeof environmentDocument>;
