/**
 * Imports point inward. This table and the one in docs/ARCHITECTURE.md say the same thing;
 * test/house/import-directions.test.ts holds them together and plants a violation to see this checker bite.
 */
const zones = {
  contract: { path: '^contract/', may: [] },
  domain: { path: '^main/domain/', may: ['contract'] },
  core: { path: '^main/core/', may: ['contract', 'domain'] },
  adapters: { path: '^main/adapters/', may: ['contract', 'domain', 'core'] },
  transport: { path: '^main/transport/', may: ['contract', 'domain', 'core'] },
  desktop: { path: '^main/desktop/', may: ['contract', 'transport'] },
  hosts: { path: '^main/hosts/', may: ['contract', 'domain', 'core', 'adapters', 'transport', 'desktop', 'db'] },
  db: { path: '^db/', may: ['contract'] },
  renderer: { path: '^renderer/', may: ['contract'] },
  preload: { path: '^preload/', may: ['contract'] },
};

const everywhere = '^(contract|main|renderer|preload|db|test)/';

const directions = Object.entries(zones).map(([name, zone]) => {
  const allowed = [zone.path, ...zone.may.map((other) => zones[other].path)].join('|');
  return {
    name: `${name}-knows-only`,
    severity: 'error',
    comment: `${name} may import ${['itself', ...zone.may].join(', ')}: see docs/ARCHITECTURE.md`,
    from: { path: zone.path },
    to: { path: everywhere, pathNot: allowed },
  };
});

module.exports = {
  forbidden: [
    ...directions,
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'two files that need each other are one file, or hide a third',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'adapters-stand-alone',
      severity: 'error',
      comment: 'no adapter imports another',
      from: { path: '^main/adapters/([^/]+)/' },
      to: { path: '^main/adapters/', pathNot: '^main/adapters/$1/' },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'the domain knows no platform: time, ids and digests come in as facts',
      from: { path: '^(contract|main/domain)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-sees-the-world-through-ports',
      severity: 'error',
      comment: 'core uses ports, never the platform',
      from: { path: '^main/core/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(buffer|stream/web)$' },
    },
    {
      name: 'browser-code-knows-no-platform',
      severity: 'error',
      comment: 'the renderer runs in a page',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
  },
};
