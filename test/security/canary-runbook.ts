import type { Sshd } from '../support/sshd.ts';

/** Each byte on its own, with pauses: whoever redacts piece by piece lets it through. */
const drip = `i=1; while [ $i -le \${#TOKEN} ]; do printf '%s' "$(printf '%s' "$TOKEN" | cut -c$i)"; sleep 0.01; i=$((i+1)); done; echo`;

const forms = [
  `printf '%s' "$TOKEN" | base64 -w0; echo`,
  `printf 'u:%s' "$TOKEN" | base64 -w0; echo`,
  `printf 'us:%s' "$TOKEN" | base64 -w0; echo`,
  `printf 'usr:%s' "$TOKEN" | base64 -w0 | tr '+/' '-_'; echo`,
  `printf '%s' "$TOKEN" | od -An -v -tx1 | tr -d ' \\n'; echo`,
  `printf '%s' "$TOKEN" | od -An -v -tx1 | tr -d ' \\n' | tr 'a-f' 'A-F'; echo`,
  `printf '%s' "$TOKEN" | iconv -t UTF-16LE; echo`,
  `printf '%s' "$TOKEN" | iconv -t UTF-16BE; echo`,
  `bash -c 'printf "%q\\n" "$TOKEN"'`,
  `(set -x; : "$TOKEN") 2>&1`,
  `bash -c 'set -x; : "$TOKEN"'`,
  `export -p`,
  `env`,
];

function script(text: readonly string[]): string {
  return text.map((line) => `      ${line}`).join('\n');
}

function ssh(id: string, text: readonly string[], more = ''): string {
  return `
  - id: ${id}
    kind: ssh
    title: Step ${id}
    responsible: Lead
    start: auto
    onFailure: continue
    targets: name=web
    timeout: 30s
    duration: 1m
    env: { TOKEN: '\${{ secrets.token }}', URLISH: 'https://u:\${{ secrets.token }}@h/' }
${more}    run: |
${script(text)}`;
}

interface HttpStep {
  readonly id: string;
  readonly target?: string;
  readonly request: string;
  readonly expect?: string;
}

function http({ id, target = 'api', request, expect = '{ status: 200 }' }: HttpStep): string {
  return `
  - id: ${id}
    kind: http
    title: Step ${id}
    responsible: Lead
    start: auto
    onFailure: continue
    targets: name=${target}
    timeout: 3s
    duration: 1m
    request: ${request}
    expect: ${expect}`;
}

const given = `headers: { authorization: 'Bearer \${{ secrets.token }}', x-token: '\${{ secrets.token }}' }, query: { key: '\${{ secrets.token }}' }`;

/** The secret at every place a runbook can put it, in steps that succeed, fail, cannot be judged and cannot be reached. */
export function canaryRunbook(sshd: Sshd, origin: string): string {
  return `apiVersion: holdpoint/v1
kind: Runbook
key: canary
title: Canary
timezone: UTC
inputs:
  - { name: token, secret: true, required: true }
inventory:
  - { name: web, kind: ssh, host: ${sshd.host}, port: ${sshd.port}, user: ${sshd.user}, identity: ${sshd.identity} }
  - { name: api, kind: http, baseUrl: '${origin}' }
  - { name: nowhere, kind: http, baseUrl: 'http://127.0.0.1:1' }
people:
  - { role: Lead, name: Anna }
steps:${[
    ssh('plain', [
      'echo "out $TOKEN"',
      'echo "err $HP_INPUT_TOKEN" >&2',
      'echo "$URLISH"',
      'echo "value=$TOKEN" >> "$HP_OUTPUT"',
      'echo "id=7" >> "$HP_OUTPUT"',
    ]),
    ssh('dripping', [drip, `{ ${drip}; } >&2`]),
    ssh('encoded', forms),
    ssh('twice', ['echo "$TOKEN$TOKEN"', 'printf "%s" "$TOKEN"']),
    ssh('failing', ['echo "cannot log in with $TOKEN" >&2', 'exit 7']),
    ssh('unmet', ['echo nothing'], `    expect: { stdout: { contains: '\${{ secrets.token }}', not: 'x' } }\n`),
    ssh('taken', ['echo "got $TOKEN here"'], `    outputs: { whole: { regex: 'got (.*) here' } }\n`),
    ssh('badoutput', ['echo "$TOKEN" >> "$HP_OUTPUT"']),
    http({
      id: 'echoed',
      request: `{ method: POST, path: /echo, ${given}, json: { token: '\${{ secrets.token }}' } }`,
    }),
    http({
      id: 'texted',
      request: "{ method: POST, path: /echo, body: 'token=${{ secrets.token }}' }",
      expect: "{ status: 200, body: { contains: 'not there' } }",
    }),
    http({
      id: 'refused',
      request: `{ method: POST, path: /refuse, ${given} }`,
      expect: "{ status: 200, json: { '$.token': '${{ secrets.token }}' } }",
    }),
    http({
      id: 'wrong',
      request: `{ method: GET, path: /echo, ${given} }`,
      expect: "{ status: 200, json: { '$.url': 'something else' } }",
    }),
    http({ id: 'moved', request: `{ method: GET, path: /moved, ${given} }` }),
    http({ id: 'cut', request: `{ method: GET, path: /cut, ${given} }` }),
    http({ id: 'dead', target: 'nowhere', request: `{ method: GET, path: /x, ${given} }` }),
  ].join('')}
  - { id: hand, kind: manual, title: By hand, responsible: Lead, duration: 1m }
`;
}

/** Steps that must have been performed for the search to mean anything. */
export const performed = [
  'plain',
  'dripping',
  'encoded',
  'twice',
  'failing',
  'unmet',
  'taken',
  'echoed',
  'texted',
  'refused',
  'wrong',
  'moved',
  'cut',
  'dead',
];
