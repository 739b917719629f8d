/** What differs from range to range. */
export interface PracticeReleaseFacts {
  readonly hosts: readonly { readonly name: string; readonly port: number; readonly tier: string }[];
  readonly serviceUrl: string;
  readonly identity: string;
  /** Who plays the release manager. */
  readonly person: string;
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
  return `${head(quote(facts.person))}
inventory:
${hosts.join('\n')}
  - { name: shop-api, kind: http, baseUrl: ${quote(facts.serviceUrl)} }
${people(quote(facts.person))}
${steps}`;
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
    duration: 5m
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
    duration: 2m
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
    duration: { min: 1m, likely: 3m, max: 8m }
  - id: go-no-go
    kind: gate
    title: Go / no-go for the schema change
    phase: cutover
    stream: Business
    responsible: Release manager
    after: [backup, drain]
    duration: 5m
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
    duration: 10m
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
    duration: { min: 3m, likely: 5m, max: 12m }
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
    duration: 2m
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
    duration: 2m
  - id: settle
    kind: wait
    title: Let the caches settle
    phase: post
    stream: Platform
    responsible: Release manager
    after: [health]
    for: 5s
    duration: 1m
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
    duration: 5m
  - id: announce
    kind: message
    title: Tell the stakeholders
    phase: post
    stream: Business
    responsible: Release manager
    after: [first-order]
    audience: stakeholders
    text: Shop \${{ inputs.version }} is live. The backup of tonight is \${{ steps.backup.outputs.snapshot }}.
    duration: 2m
  - id: live
    kind: milestone
    title: Shop 4.2 is live
    phase: post
    stream: Business
    responsible: Release manager
    after: [announce]
`;
