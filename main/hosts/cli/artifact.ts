import { randomUUID } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import type { Attribution } from '../../../contract/actor.ts';
import { type Artifact, artifactNameSchema } from '../../../contract/artifacts.ts';
import type { Client } from '../../../contract/client.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { attributionOf } from './attribution.ts';
import { attributionOptions, type Call, type Verb } from './command-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openOrMake } from './open-or-make.ts';
import { reportProblem } from './problem-text.ts';
import { unreadable } from './runbook-file.ts';
import { harmless, type Terminal } from './terminal.ts';

const PIECE_BYTES = 512 * 1024;

export const artifact: Verb = {
  name: 'artifact',
  usage: 'add FILE | list',
  summary: 'the shelf of artifacts that upload steps send by name',
  words: [1, 2],
  options: {
    name: {
      type: 'string',
      value: 'NAME',
      help: 'the name an upload step gives as artifact (default: the file’s own)',
    },
    json: { type: 'boolean', help: 'as JSON' },
    ...attributionOptions,
  },
  examples: ['artifact add dist/orders-4.2.0.tar.gz --name orders', 'artifact list'],
  notes: [
    'A name given again means the newer file from then on; runs that are set up keep the one they were set up with.',
    'The file is copied into the workspace, under its SHA-256.',
  ],
  run: async (call) => {
    const [deed, file] = call.words;
    if (deed === 'list' && file === undefined) return withClient(call, 'read', (client) => list(call, client));
    if (deed === 'add' && file !== undefined) return withClient(call, 'record', (client) => add(call, client, file));
    call.terminal.err('Say: artifact add FILE [--name NAME], or artifact list');
    return exitCodes.usage;
  },
};

async function withClient(
  call: Call,
  mode: 'read' | 'record',
  work: (client: Client) => Promise<ExitCode>,
): Promise<ExitCode> {
  const access = mode === 'record' ? await openOrMake(call) : await call.open(mode);
  if (!access.ok) return reportProblem(call.terminal, access.problem);
  try {
    return await work(access.value.client);
  } finally {
    await access.value.close();
  }
}

async function list({ terminal, options }: Call, client: Client): Promise<ExitCode> {
  const answer = await client.call('artifacts.list', {});
  if (!answer.ok) return reportProblem(terminal, answer.problem);
  if (options.flag('json')) terminal.out(JSON.stringify(answer.value));
  else if (answer.value.length === 0)
    terminal.out('The shelf is empty. Put a file on it: artifact add FILE --name NAME');
  else for (const line of answer.value.map(lineOf)) terminal.out(harmless(line));
  return exitCodes.completed;
}

async function add({ terminal, options }: Call, client: Client, file: string): Promise<ExitCode> {
  const name = artifactNameSchema.safeParse(options.text('name') ?? path.basename(file));
  if (!name.success) {
    terminal.err('An artifact’s name has letters, digits, dots, dashes and underscores. Give one: --name NAME');
    return exitCodes.usage;
  }
  const by = attributionOf(options, 'UTC', Date.now());
  if (!by.ok) return reportProblem(terminal, by.problem);
  const sent = await sendFile(client, { file, by: by.value, terminal });
  if (!sent.ok) return reportProblem(terminal, sent.problem);
  const added = await client.call('artifacts.add', {
    ...{ sha256: sent.value, name: name.data, fileName: path.basename(file) },
    attribution: by.value,
  });
  if (!added.ok) return reportProblem(terminal, added.problem);
  terminal.out(options.flag('json') ? JSON.stringify(added.value) : harmless(lineOf(added.value)));
  return exitCodes.completed;
}

function lineOf({ name, bytes, sha256, fileName, versions }: Artifact): string {
  const which = versions > 1 ? `, version ${versions}` : '';
  return `${name.padEnd(24)} sha256:${sha256}  ${bytes} bytes  ${fileName}${which}`;
}

interface Sending {
  readonly file: string;
  readonly by: Attribution;
  readonly terminal: Terminal;
}

/** In pieces from the disk: an artifact may be larger than memory. Answers with its digest. */
async function sendFile(client: Client, { file, by, terminal }: Sending): Promise<Result<string>> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const { size } = await handle.stat();
    const uploadId = randomUUID();
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    for (let index = 0, at = 0; ; index += 1) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, at);
      at += bytesRead;
      const last = bytesRead < PIECE_BYTES;
      terminal.status(`${path.basename(file)}: ${Math.floor((at / Math.max(1, size)) * 100)} %`);
      const sent = await client.call('attachments.upload', {
        ...{ uploadId, index, last, dataBase64: piece.subarray(0, bytesRead).toString('base64') },
        ...{ name: path.basename(file), mediaType: 'application/octet-stream', attribution: by },
      });
      if (!sent.ok) return sent;
      if (last) return sent.value.sha256 === null ? failed('defect', `${file} was not stored.`) : ok(sent.value.sha256);
    }
  } catch (error) {
    return unreadable(file, error);
  } finally {
    terminal.status(null);
    await handle?.close();
  }
}
