/** What differs from range to range. */
export interface PracticeReleaseFacts {
  readonly hosts: readonly { readonly name: string; readonly port: number; readonly tier: string }[];
  readonly serviceUrl: string;
  readonly identity: string;
  /** Who plays the release manager. */
  readonly person: string;
  /** UTC ms; the window is four hours. Left out = a template without a date. */
  readonly windowStart?: number;
}

/**
 * The practice release as a runbook. `examples/practice-release/runbook.yaml` is this text with the range's default
 * ports; a test holds them equal.
 */
export function practiceRelease(facts: PracticeReleaseFacts): string {
  const hosts = facts.hosts.map(
    (host) =>
      `  - { name: ${host.name}, kind: ssh, host: 127.0.0.1, port: ${host.port}, user: practice, identity: ${quote(facts.identity)}, labels: { tier: ${host.tier} } }`,
  );
  return `${head(quote(facts.person))}${windowLine(facts.windowStart)}
inventory:
${hosts.join('\n')}
  - { name: shop-api, kind: http, baseUrl: ${quote(facts.serviceUrl)} }
${people(quote(facts.person))}
${steps}`;
}

const FOUR_HOURS = 4 * 3_600_000;

/** To the minute, in UTC: an explicit Z wins over the runbook's zone. */
function windowLine(start: number | undefined): string {
  if (start === undefined) return '';
  const minute = (at: number) => `${new Date(at).toISOString().slice(0, 16)}Z`;
  return `\nwindow: { start: '${minute(start)}', end: '${minute(start + FOUR_HOURS)}' }`;
}

/** A single-quoted YAML scalar. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll(/[\r\n]/g, ' ')}'`;
}

function head(person: string): string {
  return `# The practice release: a real window against the practice range (\`holdpoint range\`).
# Everything is real: SSH, exit codes, output, the HTTP API. ${person} plays the release manager.
apiVersion: holdpoint/v1
kind: Runbook
key: practice-release
title: 'Practice release: Shop 4.2'
change: CHG0000042
timezone: Europe/Berlin
inputs:
  - { name: version, required: true, default: '4.2.0', pattern: '^\\d+\\.\\d+\\.\\d+$' }`;
}

function people(person: string): string {
  return `people:
  - { role: Release manager, name: ${person}, phone: '+49 30 5550100' }
  - { role: Database lead, name: Kim Novak, phone: '+49 30 5550101', backup: Release manager }
  - { role: Business owner, name: Sam Okafor, phone: '+49 30 5550102' }
clocks:
  - { name: Customer downtime, from: drain, to: enable, limit: 30m }
defaults: { timeout: 2m, onFailure: hold, start: ask }`;
}

const steps = `steps:
  - id: freeze-confirmed
    kind: checklist
    title: Confirm the code freeze
    phase: pre
    stream: Business
    responsible: Release manager
    duration: 1m
    items:
      - { id: freeze, text: No merges since the tag }
      - { id: oncall, text: On-call has acknowledged }
  - id: backup
    kind: ssh
    title: Back up the orders database
    phase: pre
    stream: Database
    responsible: Database lead
    after: [freeze-confirmed]
    targets: tier=db
    run: shop backup
    idempotent: true
    retry: { attempts: 2, delay: 2s }
    duration: 5s
  - id: drain
    kind: ssh
    title: Take the web tier out of the pool
    phase: cutover
    stream: Platform
    responsible: Release manager
    after: [freeze-confirmed]
    targets: tier=web
    run: pool drain "$HP_TARGET_NAME"
    check: pool is-drained "$HP_TARGET_NAME"
    verify: pool is-drained "$HP_TARGET_NAME"
    retry: { attempts: 2, delay: 2s }
    duration: { min: 2s, likely: 4s, max: 15s }
  - id: go-no-go
    kind: gate
    title: Go / no-go for the schema change
    phase: cutover
    stream: Business
    responsible: Release manager
    after: [backup, drain]
    duration: 2m
    criteria:
      - { id: backup-complete, text: 'The backup is complete and its name is written down' }
      - { id: tier-drained, text: No customer session is left on the web tier }
    approvals: { roles: [Release manager], count: 1 }
    deadline: { within: 30m, onExpiry: no-go }
  - id: migrate
    kind: ssh
    title: Migrate the schema
    phase: cutover
    stream: Database
    responsible: Database lead
    after: [go-no-go]
    targets: tier=db
    run: shop migrate up
    verify: shop migrate status
    duration: 5s
    pointOfNoReturn: true
    backout: { none: The schema change is not reversible. Fix forward. }
  - id: install
    kind: ssh
    title: Install the release on the web tier
    phase: cutover
    stream: Platform
    responsible: Release manager
    after: [migrate]
    targets: tier=web
    env: { RELEASE: '\${{ inputs.version }}' }
    run: shop install "$RELEASE"
    check: test "$(shop version)" = "$HP_INPUT_VERSION"
    verify: test "$(shop version)" = "$HP_INPUT_VERSION"
    expect: { exit: [0], stdout: { not: ERROR } }
    duration: { min: 3s, likely: 6s, max: 20s }
  - id: enable
    kind: ssh
    title: Put the web tier back into the pool
    phase: cutover
    stream: Platform
    responsible: Release manager
    after: [install]
    start: auto
    targets: tier=web
    run: pool enable "$HP_TARGET_NAME"
    verify: pool is-enabled "$HP_TARGET_NAME"
    duration: 3s
  - id: health
    kind: http
    title: The shop answers with the new version
    phase: cutover
    stream: Platform
    responsible: Release manager
    after: [enable]
    start: auto
    targets: name=shop-api
    request: { method: GET, path: /health, headers: { x-release: '\${{ inputs.version }}' } }
    expect: { status: 200, json: { '$.status': ok, '$.version': '\${{ inputs.version }}' } }
    until: { every: 2s, within: 1m }
    duration: 5s
  - id: settle
    kind: wait
    title: Let the caches settle
    phase: post
    stream: Platform
    responsible: Release manager
    after: [health]
    for: 5s
    duration: 5s
  - id: first-order
    kind: manual
    title: Place the first order by hand
    phase: post
    stream: Business
    responsible: Business owner
    after: [settle]
    instructions: |
      Open the shop, order one article with the test account, and write down the order number.
    expected: The confirmation page shows an order number.
    evidence:
      - { id: order-number, text: Order number, type: text }
    duration: 2m
  - id: announce
    kind: message
    title: Tell the stakeholders
    phase: post
    stream: Business
    responsible: Release manager
    after: [first-order]
    audience: stakeholders
    text: Shop \${{ inputs.version }} is live. The backup of tonight is \${{ steps.backup.outputs.snapshot }}.
    duration: 1m
  - id: live
    kind: milestone
    title: Shop 4.2 is live
    phase: post
    stream: Business
    responsible: Release manager
    after: [announce]
`;
