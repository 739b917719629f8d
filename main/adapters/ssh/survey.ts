import type { SurveyQuestion } from '../../core/ports/shell.ts';
import { isPowerShell } from '../../domain/plan/script-shell.ts';
import type { ClockReading, FolderFacts, Survey, SurveyAnswer, SurveyStage } from '../../domain/preflight/survey.ts';
import { ask } from './channel.ts';
import type { ConnectionPool, Lease } from './connection-pool.ts';
import type { Endpoint } from './endpoint.ts';
import { Interview } from './interview.ts';
import type { Limits } from './limits.ts';
import { powerShellCommands, powerShellInput } from './powershell.ts';
import { newMark } from './remote-folder.ts';
import { remoteCommands } from './remote-programs.ts';
import { type Reached, reached, type Trouble } from './trouble.ts';

export interface Surveyor {
  readonly pool: ConnectionPool;
  readonly limits: Limits;
}

/** The clock is read a few times; the shortest round trip tells it best. */
const READINGS = 4;

/** One connection may be full of others' questions: then the next is asked, so many times. */
const TRIES_AT_LIMIT = 20;

/** One channel on the target's pooled connection: facts first, then its clock, a question and an answer at a time. */
export async function surveyTarget(surveyor: Surveyor, endpoint: Endpoint, question: SurveyQuestion): Promise<Survey> {
  for (let tries = 1; ; tries++) {
    const lease = await surveyor.pool.lease(endpoint);
    if (!lease.ok) return failure(lease.trouble);
    try {
      const survey = await surveyOn(lease.value, surveyor.limits, question);
      if (survey.ok) return survey.value;
      const { kind, sentence } = survey.trouble;
      if (kind !== 'limit' || tries === TRIES_AT_LIMIT) return { kind: 'failed', stage: 'shell', reason: sentence };
      lease.value.full();
    } finally {
      lease.value.release();
    }
  }
}

/** A trouble = no channel could be opened. */
async function surveyOn(lease: Lease, limits: Limits, question: SurveyQuestion): Promise<Reached<Survey>> {
  const [program] = question.programs;
  if (program !== undefined && question.programs.every(isPowerShell)) return surveyPowerShell(lease, limits, program);
  const channel = await lease.link.exec(remoteCommands.survey, limits.connectMs);
  if (!channel.ok) return channel;
  lease.opened();
  const mark = newMark();
  const interview = new Interview(channel.value, mark);
  const hangUp = () => interview.close();
  question.signal.addEventListener('abort', hangUp, { once: true });
  try {
    const facts = await interview.ask(headerOf(mark, question));
    if (facts === null) return reached({ kind: 'failed', stage: 'shell', reason: NO_SHELL });
    return reached({ ...factsOf(facts, question), hostKey: lease.link.hostKey, clock: await readClock(interview) });
  } finally {
    question.signal.removeEventListener('abort', hangUp);
    interview.close();
  }
}

/** A host that is spoken to in PowerShell only: does it answer. Its folders and its clock are not asked for. */
async function surveyPowerShell(lease: Lease, limits: Limits, program: string): Promise<Reached<Survey>> {
  const command = powerShellCommands(program)?.run;
  const channel = command === undefined ? null : await lease.link.exec(command, limits.connectMs);
  if (channel?.ok === false) return channel;
  const mark = newMark();
  const input = powerShellInput({ script: '', shell: program, env: {}, cwd: null }, mark);
  const answer = channel === null ? null : await ask(channel.value, mark, { input, timeoutMs: limits.connectMs });
  return reached({
    kind: 'answered',
    hostKey: lease.link.hostKey,
    folders: [],
    missingPrograms: answer === null ? [program] : [],
    killsAtLogout: false,
    clock: null,
  });
}

const NO_SHELL =
  'The login works, but no shell answers behind it. Check the login shell of this user (ForceCommand, nologin, a full process table).';

/** A count of lines and the lines themselves: a folder may hold blanks, a program may not. */
function headerOf(mark: string, { folders, programs }: SurveyQuestion): string {
  return [mark, folders.length, ...folders, askable(programs).join(' ')].map((line) => `${line}\n`).join('');
}

function askable(programs: readonly string[]): readonly string[] {
  return programs.filter((program) => /^[A-Za-z0-9_./+-]+$/.test(program));
}

const KILLS = '%kills';

/** `FREE_KIB FREE_FILES WRITABLE` for each folder, then the programs that are missing; `-` = not known. */
function factsOf(line: string, { folders, programs }: SurveyQuestion): Omit<SurveyAnswer, 'hostKey' | 'clock'> {
  const words = line.split(' ').filter((word) => word !== '');
  const facts = folders.map((folder, index): FolderFacts => {
    const [kib, files, writable] = words.slice(index * 3, index * 3 + 3);
    return { folder, freeKiB: count(kib), freeFiles: count(files), isWritable: writable === 'w' };
  });
  const rest = words.slice(folders.length * 3);
  // Only what was asked about: whatever else a target says there would go into the log.
  const missingPrograms = askable(programs).filter((program) => rest.includes(program));
  return { kind: 'answered', folders: facts, missingPrograms, killsAtLogout: rest.includes(KILLS) };
}

function count(word: string | undefined): number | null {
  return word !== undefined && /^\d{1,15}$/.test(word) ? Number(word) : null;
}

async function readClock(interview: Interview): Promise<ClockReading | null> {
  let best: ClockReading | null = null;
  for (let reading = 0; reading < READINGS; reading++) {
    const askedAtMs = Date.now();
    const answer = await interview.ask('time\n');
    // Date cuts the last millisecond off.
    const answeredAtMs = Date.now() + 1;
    const target = answer === null ? null : targetTime(answer);
    if (target === null) return best;
    const isShorter = best === null || answeredAtMs - askedAtMs < best.answeredAtMs - best.askedAtMs;
    if (isShorter) best = { ...target, askedAtMs, answeredAtMs };
  }
  return best;
}

/** `1795267668.123456789`, or where date knows no %N whole seconds with whatever it prints instead. */
function targetTime(text: string): Pick<ClockReading, 'targetMs' | 'tickMs'> | null {
  const [, seconds, fraction = ''] = /^(\d{6,12})(?:\.(\d{3,9})?.*)?$/.exec(text.trim()) ?? [];
  if (seconds === undefined) return null;
  const targetMs = Number(seconds) * 1000;
  return fraction === ''
    ? { targetMs, tickMs: 1000 }
    : { targetMs: targetMs + Number(`0.${fraction}`) * 1000, tickMs: 0 };
}

function failure({ kind, sentence, hostKey }: Trouble): Survey {
  return { kind: 'failed', stage: stageOf(kind, hostKey), reason: sentence };
}

function stageOf(kind: Trouble['kind'], hostKey: Trouble['hostKey']): SurveyStage {
  switch (kind) {
    case 'host-key':
      return hostKey === 'unknown' ? 'key-unknown' : 'key-changed';
    case 'auth':
    case 'identity':
      return 'login';
    default:
      return 'route';
  }
}
