/**
 * A night as large ones are: 200 steps in six streams on 40 targets, two gates, a point of no return, people with
 * phones. Made from a table of services, so that every picture and every test of size shows the same night.
 */
interface Service {
  readonly id: string;
  readonly name: string;
  readonly tier: string;
  readonly lead: string;
  readonly minutes: number;
}

const services: readonly Service[] = [
  { id: 'orders', name: 'Orders', tier: 'orders', lead: 'Application lead', minutes: 6 },
  { id: 'billing', name: 'Billing and dunning', tier: 'billing', lead: 'Application lead', minutes: 5 },
  { id: 'catalogue', name: 'Product catalogue', tier: 'catalogue', lead: 'Application lead', minutes: 4 },
  { id: 'pricing', name: 'Pricing engine', tier: 'pricing', lead: 'Application lead', minutes: 4 },
  { id: 'stock', name: 'Stock and reservations', tier: 'stock', lead: 'Logistics lead', minutes: 5 },
  { id: 'shipping', name: 'Shipping labels', tier: 'shipping', lead: 'Logistics lead', minutes: 3 },
  { id: 'returns', name: 'Returns', tier: 'returns', lead: 'Logistics lead', minutes: 3 },
  { id: 'identity', name: 'Identity and single sign-on', tier: 'identity', lead: 'Platform lead', minutes: 6 },
  { id: 'search', name: 'Search', tier: 'search', lead: 'Platform lead', minutes: 4 },
  { id: 'mail', name: 'Mail and notifications', tier: 'mail', lead: 'Platform lead', minutes: 2 },
  { id: 'reports', name: 'Reporting for finance', tier: 'reports', lead: 'Finance systems lead', minutes: 5 },
  { id: 'ledger', name: 'Ledger interface to the mainframe', tier: 'ledger', lead: 'Finance systems lead', minutes: 8 },
];

/** What a step says; `more` are further lines of YAML. */
interface Step {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly after?: readonly string[];
  readonly phase: 'pre' | 'cutover' | 'post' | 'hypercare';
  readonly stream: string;
  readonly responsible: string;
  readonly minutes?: number;
  readonly more?: readonly string[];
}

const people = [
  ['Release manager', 'Robin Meyer', '+49 30 5550100', 'Application lead'],
  ['Application lead', 'Kim Novak', '+49 30 5550101', 'Platform lead'],
  ['Database lead', 'Samira Haddad', '+49 30 5550102', 'Release manager'],
  ['Platform lead', 'Jonas Lindqvist', '+46 8 555 0103', 'Application lead'],
  ['Network on call', 'Maria-Antonia de la Fuente Castellanos', '+34 91 555 0104', 'Platform lead'],
  ['Logistics lead', 'Tomasz Wiśniewski', '+48 22 555 0105', 'Application lead'],
  ['Finance systems lead', 'Ingrid Bauer', '+49 89 5550106', 'Release manager'],
  ['Business owner', 'Sam Okafor', '+44 20 5550 0107', 'Release manager'],
] as const;

export const largeNightKey = 'orders-platform-5.0';

/** YAML of the runbook: 200 steps, 40 targets. */
export function largeNight(): string {
  return [
    'apiVersion: holdpoint/v1',
    'kind: Runbook',
    `key: ${largeNightKey}`,
    'title: Orders platform 5.0 cutover with the move to the new data centre',
    'change: CHG0048213',
    'timezone: Europe/Berlin',
    "window: { start: '2026-11-28T20:00', end: '2026-11-29T04:00' }",
    "inputs: [ { name: version, required: true, default: '5.0.0' } ]",
    'inventory:',
    ...targets(),
    'people:',
    ...people.map(
      ([role, name, phone, backup]) => `  - { role: ${role}, name: ${name}, phone: '${phone}', backup: ${backup} }`,
    ),
    'clocks:',
    '  - { name: Customer downtime, from: close-the-doors, to: open-the-doors, limit: 4h }',
    '  - { name: Finance interface down, from: ledger-stop, to: ledger-smoke, limit: 3h }',
    'defaults: { timeout: 1h }',
    'steps:',
    ...nightSteps().flatMap(yamlOf),
    '',
  ].join('\n');
}

/** What people would say to every human step, for `--answers`; steps in `silent` are left to a person. */
export function largeNightAnswers(silent: readonly string[] = []): string {
  const lines = nightSteps().flatMap(({ id, kind }) => {
    if (silent.includes(id) || kind === 'ssh' || kind === 'http' || kind === 'milestone') return [];
    return [`${id}: { outcome: done, by: Robin Meyer${kind === 'gate' ? ', approve: true' : ''} }`];
  });
  return `${lines.join('\n')}\n`;
}

function yamlOf(step: Step): string[] {
  const { id, kind, title, after = [], phase, stream, responsible, minutes, more = [] } = step;
  return [
    ...[`  - id: ${id}`, `    kind: ${kind}`, `    title: '${title}'`],
    ...(after.length === 0 ? [] : [`    after: [${after.join(', ')}]`]),
    ...[`    phase: ${phase}`, `    stream: ${stream}`, `    responsible: ${responsible}`],
    ...(minutes === undefined ? [] : [`    duration: ${minutes}m`]),
    ...more.map((line) => `    ${line}`),
  ];
}

function targets(): string[] {
  const host = (name: string, address: number, labels: string) =>
    `  - { name: ${name}, kind: ssh, host: 10.20.0.${10 + address}, user: deploy, labels: { ${labels} } }`;
  const applications = services.flatMap((service, at) =>
    [1, 2, 3].map((number) => host(`${service.id}-0${number}`, at * 3 + number, `tier: ${service.tier}, role: app`)),
  );
  return [
    ...applications,
    host('db-01', 101, 'tier: database, role: primary'),
    host('db-02', 102, 'tier: database, role: standby'),
    host('lb-01', 111, 'tier: balancer, role: edge'),
    "  - { name: shop-api, kind: http, baseUrl: 'https://shop.example.com', labels: { tier: edge } }",
  ];
}

function nightSteps(): readonly Step[] {
  return [...preparation(), ...shutDown(), ...database(), ...rollOut(), ...verification(), ...afterwards()];
}

/** A script on the hosts of a tier that starts by itself. */
function onTier(tier: string, run: string, step: Omit<Step, 'kind' | 'more'>): Step {
  return { ...step, kind: 'ssh', more: [`targets: tier=${tier}`, `run: ${run}`, 'start: auto'] };
}

const communication = { stream: 'Communication', responsible: 'Release manager' } as const;

function gate(step: Pick<Step, 'id' | 'title' | 'after'>, criteria: readonly string[]): Step {
  const lines = criteria.map((text, at) => `  - { id: criterion-${at + 1}, text: '${text}' }`);
  const more = ['criteria:', ...lines, 'approvals: { roles: [Release manager], count: 1 }'];
  const deadline = 'deadline: { within: 20m, onExpiry: no-go }';
  return { ...step, kind: 'gate', phase: 'cutover', ...communication, minutes: 10, more: [...more, deadline] };
}

function message(step: Pick<Step, 'id' | 'title' | 'after'>): Step {
  const text = "text: 'Orders platform ${{ inputs.version }}: see the status page.'";
  return {
    ...{ ...step, kind: 'message', phase: 'cutover', ...communication, minutes: 2 },
    more: ['audience: customers and stores', text],
  };
}

function preparation(): Step[] {
  const items = [
    'The code freeze holds since Thursday',
    'Every lead answered on the bridge',
    'The supplier of the mainframe is on call',
    'The customer notice is on the status page',
  ];
  return [
    {
      ...{ id: 'readiness', kind: 'checklist', title: 'Confirm that everybody is on the bridge' },
      ...{ phase: 'pre', ...communication, minutes: 10 },
      more: ['items:', ...items.map((text, at) => `  - { id: item-${at + 1}, text: '${text}' }`)],
    },
    ...services.map((service) =>
      onTier(service.tier, 'release verify "$HP_TARGET_NAME"', {
        ...{ id: `${service.id}-package`, title: `Check the packages of ${service.name}`, after: ['readiness'] },
        ...{ phase: 'pre', stream: 'Application', responsible: service.lead, minutes: 2 },
      }),
    ),
    ...services.map((service) =>
      onTier(service.tier, 'certificate check', {
        ...{ id: `${service.id}-certificate`, title: `Check the certificates of ${service.name} for the new site` },
        ...{ after: [`${service.id}-package`], phase: 'pre', stream: 'Platform' },
        ...{ responsible: service.lead, minutes: 1 },
      }),
    ),
    {
      ...{ id: 'network-plan', kind: 'manual', title: 'Walk through the route changes with the network team' },
      ...{ after: ['readiness'], phase: 'pre', stream: 'Network', responsible: 'Network on call', minutes: 15 },
    },
    gate(
      {
        ...{ id: 'go-for-downtime', title: 'Go / no-go: close the shop' },
        after: [...every('certificate'), 'network-plan'],
      },
      ['All packages are verified on every host', 'Fewer than 50 orders in flight'],
    ),
    message({
      ...{ id: 'announce-start', title: 'Tell customers and stores that the downtime begins' },
      after: ['go-for-downtime'],
    }),
    {
      ...{ id: 'close-the-doors', kind: 'manual', title: 'Close the shop: maintenance page on' },
      ...{ after: ['announce-start'], phase: 'cutover', stream: 'Network', responsible: 'Network on call', minutes: 5 },
    },
  ];
}

function shutDown(): Step[] {
  return services.flatMap(({ id, name, tier, lead }) => {
    const place = { phase: 'cutover', stream: 'Platform', responsible: lead } as const;
    return [
      onTier(tier, 'pool drain "$HP_TARGET_NAME"', {
        ...{ id: `${id}-drain`, title: `Drain ${name}`, after: ['close-the-doors'], ...place, minutes: 4 },
      }),
      onTier(tier, 'service stop', {
        id: `${id}-stop`,
        title: `Stop ${name}`,
        after: [`${id}-drain`],
        ...place,
        minutes: 2,
      }),
      onTier(tier, 'archive logs', {
        ...{ id: `${id}-logs`, title: `Archive the logs of ${name}`, after: [`${id}-stop`], ...place, minutes: 3 },
      }),
      {
        ...{ id: `${id}-quiet`, kind: 'manual', title: `Confirm that nobody writes to ${name} any more` },
        ...{ after: [`${id}-stop`], ...place, stream: 'Application', minutes: 3 },
      },
    ];
  });
}

function database(): Step[] {
  const place = { phase: 'cutover', stream: 'Database', responsible: 'Database lead' } as const;
  const way = ['pointOfNoReturn: true', 'backout: { none: The schema change is not reversible. Fix forward. }'];
  const migrate = onTier('database', 'migrate up', {
    ...{ id: 'migrate-schema', title: 'Migrate the schema of the orders database', after: ['go-for-schema'] },
    ...{ ...place, minutes: 35 },
  });
  return [
    onTier('database', 'backup full', {
      ...{
        id: 'database-backup',
        title: 'Back up the orders database and copy it to the vault',
        after: every('quiet'),
      },
      ...{ ...place, minutes: 25 },
    }),
    onTier('database', 'backup verify', {
      ...{ id: 'database-checksum', title: 'Compare the checksums of the backup', after: ['database-backup'] },
      ...{ ...place, minutes: 6 },
    }),
    gate(
      {
        ...{ id: 'go-for-schema', title: 'Go / no-go: migrate the schema, no way back afterwards' },
        after: ['database-checksum'],
      },
      ['Backup verified on both hosts', 'At least 3 h 30 m of the window are left'],
    ),
    { ...migrate, more: [...(migrate.more ?? []), ...way] },
    ...['orders', 'customers', 'stock'].map((table) =>
      onTier('database', `reindex ${table}`, {
        ...{ id: `rebuild-${table}`, title: `Rebuild the indexes of ${table}`, after: ['migrate-schema'] },
        ...{ ...place, minutes: 12 },
      }),
    ),
    {
      ...{ id: 'schema-review', kind: 'manual', title: 'Read the migration log line by line' },
      ...{ after: ['migrate-schema'], ...place, minutes: 10 },
    },
  ];
}

function rollOut(): Step[] {
  return services.flatMap(({ id, name, tier, lead, minutes }) => {
    const place = { phase: 'cutover', stream: 'Application', responsible: lead } as const;
    const next = (suffix: string, before: string, title: string) => ({
      ...{ id: `${id}-${suffix}`, title, after: [before], ...place },
    });
    return [
      onTier(tier, 'release install', {
        ...{ ...next('install', 'migrate-schema', `Install ${name} 5.0 on all hosts`), minutes },
      }),
      onTier(tier, 'configure', {
        ...next('configure', `${id}-install`, `Write the configuration of ${name} for the new site`),
        minutes: 3,
      }),
      onTier(tier, 'service start', { ...next('start', `${id}-configure`, `Start ${name}`), minutes: 2 }),
      onTier(tier, 'smoke', { ...next('smoke', `${id}-start`, `Smoke tests of ${name}`), minutes: 4 }),
      onTier(tier, 'cache warm', { ...next('caches', `${id}-smoke`, `Warm the caches of ${name}`), minutes: 3 }),
      {
        ...next('accept', `${id}-caches`, `Acceptance of ${name} by its business owner`),
        ...{ kind: 'manual', phase: 'post', stream: 'Business', responsible: 'Business owner', minutes: 8 },
      },
      onTier(tier, 'pool enable "$HP_TARGET_NAME"', {
        ...next('enable', `${id}-accept`, `Put ${name} back into the pool`),
        ...{ phase: 'post', stream: 'Platform', minutes: 2 },
      }),
    ];
  });
}

function verification(): Step[] {
  const network = { phase: 'post', stream: 'Network', responsible: 'Network on call' } as const;
  return [
    gate({ id: 'go-live', title: 'Go / no-go: open the shop', after: [...every('enable'), 'schema-review'] }, [
      'Every service is accepted by its business owner',
      'No open issue of severity high or above',
    ]),
    {
      ...{ id: 'open-the-doors', kind: 'manual', title: 'Open the shop: maintenance page off', after: ['go-live'] },
      ...{ ...network, minutes: 5 },
    },
    {
      ...{ id: 'shop-answers', kind: 'http', title: 'The shop answers with the new version' },
      ...{ after: ['open-the-doors'], ...network, minutes: 1 },
      more: [
        ...['targets: name=shop-api', 'request: { method: GET, path: /health }', 'expect: { status: 200 }'],
        'start: auto',
      ],
    },
  ];
}

function afterwards(): Step[] {
  return [
    message({ id: 'announce-end', title: 'Tell customers and stores that the shop is open', after: ['shop-answers'] }),
    ...services.map(({ id, name, tier, lead }) =>
      onTier(tier, 'errors --since 10m', {
        ...{ id: `${id}-watch`, title: `Error rate of ${name} after ten minutes`, after: ['announce-end'] },
        ...{ phase: 'hypercare', stream: 'Application', responsible: lead, minutes: 10 },
      }),
    ),
    ...services.map(({ id, name, lead }): Step => {
      const what = { id: `${id}-handover`, kind: 'manual', title: `Hand ${name} over to operations` };
      const place = { phase: 'hypercare', stream: 'Communication', responsible: lead } as const;
      return { ...what, after: [`${id}-watch`], ...place, minutes: 5 };
    }),
    ...['day', 'week'].map((span): Step => {
      const what = { id: `hypercare-${span}`, kind: 'manual', title: `Plan hypercare for the first ${span}` };
      return { ...what, after: ['announce-end'], phase: 'hypercare', ...communication, minutes: 10 };
    }),
    {
      ...{ id: 'cutover-complete', kind: 'milestone', title: 'The cutover is complete', phase: 'hypercare' },
      ...{ after: [...every('handover'), 'hypercare-day', 'hypercare-week'], ...communication },
    },
  ];
}

/** The step of this name of every service. */
function every(suffix: string): string[] {
  return services.map((service) => `${service.id}-${suffix}`);
}
