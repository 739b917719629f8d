import type { OperationName } from '../../contract/operations.ts';
import type { TopicName } from '../../contract/topics.ts';

/** What the rows speak about: things that are really there. */
export interface Present {
  readonly runId: string;
  readonly key: string;
  readonly text: string;
  readonly sha256: string;
  /** A stored checklist and an open pass over it. */
  readonly checklist: string;
  readonly passId: string;
}

type Inputs = { readonly [N in OperationName]: (present: Present) => unknown };
type Params = { readonly [N in TopicName]: (present: Present) => unknown };

const attribution = { by: 'Anna', role: 'Lead', at: 1, via: 'phone' };
const attemptOf = (runId: string) => ({ runId, stepId: 'manual', target: 'local', attempt: 1 });
const commandId = () => `command-${Math.random().toString(36).slice(2, 14)}`;

/** One good input an operation, with every member there is, so that each can be spoilt. A missing row does not compile. */
export const inputRows: Inputs = {
  'workspace.get': () => ({}),
  'workspace.link': () => ({}),
  'documents.list': () => ({}),
  'documents.get': ({ key }) => ({ key, revision: 1 }),
  'documents.lint': ({ text }) => ({ text, fileName: 'a.yaml' }),
  'documents.save': ({ text }) => ({ text, reason: 'because', basedOnRevision: 1, attribution }),
  'documents.table': ({ text }) => ({ text }),
  'documents.edit': ({ text }) => ({ text, edits: [{ kind: 'set', row: 0, field: 'title', text: 'Another' }] }),
  'documents.history': ({ key }) => ({ key }),
  'documents.compare': ({ key, text }) => ({ key, from: 1, to: { text } }),
  'documents.merge': ({ key, text }) => ({ key, basedOnRevision: 1, text }),
  'documents.link': ({ key }) => ({ key, path: '/nowhere/runbook.yaml', attribution }),
  'documents.unlink': ({ key }) => ({ key, attribution }),
  'documents.file': ({ key }) => ({ key, withText: true }),
  'documents.write': ({ key, sha256 }) => ({ key, seenSha256: sha256, attribution }),
  'runbooks.get': ({ key }) => ({ key, revision: 1 }),
  'runbooks.preview': ({ key, text }) => ({ key, text, inputs: { version: '1' } }),
  'runbooks.preflight': ({ key }) => ({ key, inputs: { version: '1' }, secrets: { token: 'long-enough' } }),
  'hostkeys.scan': ({ key, runId }) => ({ key, runId }),
  'hostkeys.trust': () => ({
    keys: [{ host: '127.0.0.1', port: 1, keyType: 'ssh-ed25519', fingerprint: 'SHA256:x' }],
    how: 'person',
    attribution,
  }),
  'runs.list': () => ({}),
  'runs.create': ({ key }) => ({
    ...{ key, revision: 1, mode: 'rehearsal', inputs: { version: '1' }, secrets: { token: 'long-enough' } },
    ...{ forks: 1, speed: 1, faults: ['manual=exit 1'], commandId: commandId(), attribution },
    answers: { text: 'manual: { by: Anna }', fileName: 'answers.yaml', others: 'ask' },
  }),
  'runs.get': ({ runId }) => ({ runId, logEntries: 1 }),
  'runs.step': ({ runId }) => ({ runId, stepId: 'manual' }),
  'runs.why': ({ runId }) => ({ runId, stepId: 'manual' }),
  'runs.preflight': ({ runId }) => ({ runId, attribution }),
  'output.rows': ({ runId }) => ({ ...attemptOf(runId), choice: 'stdout', from: 0, count: 10 }),
  'output.place': ({ runId }) => ({ ...attemptOf(runId), choice: 'stdout', to: { line: 1 } }),
  'output.find': ({ runId }) => ({
    ...{ ...attemptOf(runId), choice: 'all', from: 0 },
    query: { text: 'a', isPattern: true, isCaseSensitive: false },
  }),
  'output.search': ({ runId }) => ({
    ...{ text: 'a word', how: 'words', before: '10', limit: 5 },
    filter: { runId, stepId: 'manual', target: 'local', stream: 'stdout', from: 0, to: 1 },
  }),
  'runs.command': ({ runId }) => ({
    ...{ runId, commandId: commandId(), basedOn: 1, attribution },
    command: { type: 'note', text: 'a note', stepId: 'manual' },
  }),
  'runs.update': ({ runId }) => ({ runId }),
  'runs.secrets': ({ runId }) => ({ runId, secrets: { token: 'long-enough' } }),
  'runs.log': ({ runId }) => ({ runId, afterSeq: 0, limit: 10 }),
  'runs.events': ({ runId }) => ({ runId, afterSeq: 0, limit: 10 }),
  'runs.output': ({ runId }) => ({
    ...{ runId, stepId: 'manual', target: 'web', attempt: 1, stream: 'stdout', offset: 0, limit: 10 },
  }),
  'runs.bytes': ({ runId }) => ({
    ...{ runId, stepId: 'manual', target: 'web', attempt: 1, stream: 'stdout', offset: 0, limit: 10 },
  }),
  'runs.report': ({ runId }) => ({ runId, format: 'md' }),
  'checklists.list': () => ({}),
  'checklists.get': ({ checklist }) => ({ key: checklist, revision: 1 }),
  'checklists.pass': ({ passId }) => ({ passId }),
  'checklists.open': ({ checklist }) => ({
    ...{ key: checklist, revision: 1, subject: { text: 'a release' }, t0: '2026-11-28T22:00', timezone: 'UTC' },
    ...{ commandId: commandId(), attribution },
  }),
  'checklists.act': ({ passId }) => ({
    ...{ passId, commandId: commandId(), basedOn: 1_000_000, attribution },
    act: { action: 'note', text: 'a note', itemId: 'first' },
  }),
  'checklists.close': ({ passId }) => ({
    ...{ passId, reason: 'because', commandId: commandId(), basedOn: 1_000_000, attribution },
  }),
  'checklists.log': ({ passId }) => ({ passId, afterSeq: 0, limit: 10 }),
  'checklists.report': ({ passId }) => ({ passId }),
  'probes.get': ({ runId }) => ({ runId }),
  'probes.draw': ({ runId }) => ({ runId, probe: 'health', targets: ['api'], from: 1, to: 100_000, buckets: 10 }),
  'probes.samples': ({ runId }) => ({
    ...{ runId, probe: 'health', target: 'api', from: 1, to: 100_000, after: 0, limit: 10 },
  }),
  'probes.ask': ({ key }) => ({ key, inputs: { version: '1' }, secrets: { token: 'long-enough' } }),
  'environments.list': () => ({}),
  'environments.get': ({ key }) => ({ key }),
  'environments.series': ({ key }) => ({ key, check: 'reachable', target: 'web-01', limit: 10 }),
  'environments.check': ({ key }) => ({ key, targets: 'name=web-01', forks: 1, attribution }),
  'environments.cancel': ({ key }) => ({ key, attribution }),
  'environments.item': ({ key }) => ({
    ...{ key, itemId: 'licence', state: 'validated', note: 'seen', commandId: commandId(), basedOn: 1, attribution },
    evidence: { type: 'text', text: 'LIC-1' },
  }),
  'environments.log': ({ key }) => ({ key, limit: 10 }),
  'attachments.upload': () => ({
    ...{ uploadId: commandId(), index: 0, dataBase64: 'aGVsbG8=', last: true, name: 'a.txt', mediaType: 'text/plain' },
    attribution,
  }),
  'attachments.read': ({ sha256 }) => ({ sha256, offset: 0, limit: 10 }),
  'artifacts.list': () => ({}),
  'artifacts.add': ({ sha256 }) => ({ sha256, name: 'orders', fileName: 'orders.tar.gz', attribution }),
  'terminal.list': ({ runId }) => ({ runId }),
  'terminal.open': ({ runId }) => ({
    ...{ runId, target: 'local', stepId: 'manual', reason: 'to look', columns: 80, rows: 24, attribution },
  }),
  'terminal.input': ({ runId }) => ({ terminalId: `${runId}.t1`, dataBase64: btoa('ls\n') }),
  'terminal.resize': ({ runId }) => ({ terminalId: `${runId}.t1`, columns: 100, rows: 30 }),
  'terminal.seen': ({ runId }) => ({ terminalId: `${runId}.t1`, offset: 10 }),
  'terminal.stay': ({ runId }) => ({ terminalId: `${runId}.t1` }),
  'terminal.close': ({ runId }) => ({ terminalId: `${runId}.t1` }),
  'sheets.read': () => ({
    ...{ uploadId: 'sheet-upload', index: 0, dataBase64: btoa('Task;Owner\nLook;Anna\n'), last: true },
    ...{ name: 'a.csv', zoneHere: 'UTC' },
  }),
  'sheets.look': () => ({ sheetId: 'sheet-upload', choices: { worksheet: 0, mapping: { 0: 'task' } } }),
  'sheets.rows': () => ({ sheetId: 'sheet-upload', choices: {}, from: 0, atRow: 2, count: 10 }),
  'sheets.convert': () => ({ sheetId: 'sheet-upload', choices: { key: 'a', title: 'A' } }),
  'questions.list': () => ({}),
  'questions.answer': () => ({
    ...{ questionIds: ['question-abcdefgh'], answers: ['an-answer'], remember: false, attribution },
  }),
  'questions.decline': () => ({ questionIds: ['question-abcdefgh'], attribution }),
  'secrets.status': () => ({}),
  'secrets.create': () => ({ key: { kind: 'passphrase', passphrase: 'long enough for a vault' }, attribution }),
  'secrets.unlock': () => ({ passphrase: 'long enough for a vault', attribution }),
  'secrets.lock': () => ({ attribution }),
  'secrets.set': () => ({ name: 'db_password', value: 'a-long-enough-value', attribution }),
  'secrets.rotate': () => ({ name: 'db_password', value: 'another-long-value', attribution }),
  'secrets.confirm': () => ({ name: 'db_password', attribution }),
  'secrets.revert': () => ({ name: 'db_password', attribution }),
  'secrets.remove': () => ({ name: 'db_password', attribution }),
  'secrets.rekey': () => ({ key: { kind: 'passphrase', passphrase: 'long enough for a vault' }, attribution }),
  'secrets.idle': () => ({ lockAfterMinutes: 15, attribution }),
  'practice.open': () => ({ attribution }),
};

export const topicRows: Params = {
  home: () => ({}),
  run: ({ runId }) => ({ runId }),
  checklist: ({ passId }) => ({ passId }),
  probes: ({ runId }) => ({ runId }),
  environments: () => ({}),
  environment: ({ key }) => ({ key }),
  output: ({ runId }) => ({ runId, stepId: 'manual', target: 'web', attempt: 1, from: { stdout: 0 } }),
  rows: ({ runId }) => ({ ...attemptOf(runId), choice: 'all' }),
  events: ({ runId }) => ({ runId, afterSeq: 0 }),
  questions: () => ({}),
  transfers: ({ runId }) => ({ runId }),
  terminal: ({ runId }) => ({ terminalId: `${runId}.t1`, from: 0 }),
};
