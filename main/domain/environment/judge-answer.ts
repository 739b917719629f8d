import { assertNever } from '../../../contract/assert-never.ts';
import { judgeShell } from '../plan/expectations.ts';
import { matchesGlob } from '../plan/select-targets.ts';
import { type Found, goodFound, notGoodFound, oneLine } from './found.ts';
import type { Answer, Question } from './question.ts';

/** What a target's answer to a question of the document says. */
export function judgeAnswer({ about, timeoutMs }: Question, answer: Answer): Found {
  if (answer.isLate) {
    const text = `It had not answered after ${Math.round(timeoutMs / 1000)} s.`;
    return notGoodFound('unknown', text, { cure: 'Run it by hand on the target, or give it more time.' });
  }
  switch (about.kind) {
    case 'sudo':
      return judgeSudo(about.runAs, answer);
    case 'reach':
      return judgeReach(about.label, answer.text);
    case 'database':
      return judgeDatabase(about, answer);
    case 'package':
      return judgePackage(about, answer);
    case 'command':
      return judgeCommand(about, answer);
    case 'check':
      return judgeCheck(about.expect, answer);
    default:
      return assertNever(about);
  }
}

function judgeSudo(runAs: string, { exitCode, text }: Answer): Found {
  if (exitCode === 0) return goodFound(`Runs commands as ${runAs} without a password.`);
  if (exitCode === 127 || /sudo: .*not found|not found.*sudo/i.test(text)) {
    return notGoodFound('bad', `There is no sudo: nothing can be run as ${runAs}.`, { cure: 'Install sudo there.' });
  }
  if (/password is required|a terminal is required/i.test(text)) {
    const said = `sudo asks for a password to run as ${runAs}: whether it is allowed is known when it is typed.`;
    return notGoodFound('unknown', said, { cure: 'Allow it without a password (NOPASSWD), or have it at hand.' });
  }
  const said = `sudo does not run commands as ${runAs}: ${lastWords(text) || `exit code ${exitCode}`}.`;
  return notGoodFound('bad', said, { cure: 'Correct sudoers on the target: sudo -l shows what is allowed.' });
}

/** `TOOL CODE words`: what the tool is, how it ended, what it said. */
function judgeReach(label: string, line: string): Found {
  const [, tool = '', code = '', said = ''] = /^(\w+) (\d+) ?([\s\S]*)$/.exec(line.trim()) ?? [];
  if (tool === '') {
    const text = 'Whether it is reached cannot be told: the target has none of nc, bash, python3, curl, wget.';
    return notGoodFound('unknown', text, { cure: 'Install nc there, or ask by a check of your own.' });
  }
  if (code === '0') {
    const status = /status (\d+)/.exec(said)?.[1];
    return goodFound(
      `Reaches ${label}${status === undefined ? '' : `, which answers with status ${status}`} (${tool}).`,
    );
  }
  return notGoodFound('bad', `Does not reach ${label}: ${whyNot(said, code)} (${tool}).`, {
    cure: whatToDo(said, code),
  });
}

const silence = /timed? ?out|in progress|timeout/i;
const nameless = /resolve|resolution|name or service|not known|getaddrinfo|bad address|no address|could not find/i;

function whyNot(said: string, code: string): string {
  if (/refused/i.test(said)) return 'the connection is refused';
  if (nameless.test(said)) return 'its name is not known there';
  if (silence.test(said) || code === '124' || code === '137' || code === '143')
    return 'no answer, the port may be filtered';
  if (/no route|unreachable/i.test(said)) return 'there is no route to it';
  return lastWords(said) || `exit code ${code}`;
}

function whatToDo(said: string, code: string): string {
  if (/refused/i.test(said)) return 'The way is open and nothing listens: start the service, or correct the port.';
  if (nameless.test(said)) return 'Correct the name, or the DNS of the target.';
  if (silence.test(said) || code === '124') return 'Have the firewall opened between the two.';
  return 'Look at the route and the firewall between the two.';
}

function judgeDatabase({ label, isOwn }: { readonly label: string; readonly isOwn: boolean }, answer: Answer): Found {
  const [first = '', ...rest] = answer.text.trimStart().split('\n');
  const tool = first.replace(/^with /, '').trim();
  const said = rest.join('\n').trim();
  if (tool === 'port') {
    const reached = judgeReach(label, said);
    if (reached.state !== 'good') return reached;
    return goodFound(`The port of ${label} answers; its client is not there, so no more was asked.`);
  }
  if (answer.exitCode === 0) return goodFound(isOwn ? `${label} answers.` : `${label} accepts connections (${tool}).`);
  const text = `${label} does not answer as it should: ${lastWords(said) || `exit code ${answer.exitCode}`}.`;
  return notGoodFound('bad', text, { cure: 'Look at the database and the way to it from this target.' });
}

interface Wanted {
  readonly version: string | null;
}

function judgePackage({ name, version }: Wanted & { readonly name: string }, { text }: Answer): Found {
  const [manager = 'none', found = '-'] = text.trim().split(/\s+/);
  if (manager === 'none') {
    const said = 'Which packages are installed cannot be told: no dpkg, rpm, apk or pacman there.';
    return notGoodFound('unknown', said, { cure: 'Ask by a command instead of a package.' });
  }
  if (found === '-') return notGoodFound('bad', 'not installed', { cure: `Install ${wantedText(name, version)}.` });
  const plain = found.replace(/^\d+:/, '');
  if (version === null || matchesGlob(found, version) || matchesGlob(plain, version)) return goodFound(found);
  return notGoodFound('bad', found, { cure: `Install ${wantedText(name, version)}.` });
}

function judgeCommand({ command, version }: Wanted & { readonly command: string }, { exitCode, text }: Answer): Found {
  const program = command.trim().split(/\s+/)[0] ?? command;
  if (exitCode === 127)
    return notGoodFound('bad', 'not installed', { cure: `Install ${wantedText(program, version)}.` });
  const versions = text.match(/\d[\w.+~:-]*/g) ?? [];
  const shown = versions.find((one) => one.includes('.')) ?? (oneLine(text).slice(0, 80) || 'no version');
  const isExpected = version === null || [...versions, oneLine(text)].some((one) => matchesGlob(one, version));
  if (exitCode === 0 && isExpected) return goodFound(version === null ? shown : matching(versions, version, shown));
  if (exitCode !== 0 && versions.length === 0) {
    const said = `${program} cannot say its version: ${lastWords(text) || `exit code ${exitCode}`}.`;
    return notGoodFound('unknown', said, { cure: 'Correct the command in the document.' });
  }
  return isExpected && version !== null
    ? goodFound(matching(versions, version, shown))
    : notGoodFound('bad', shown, { cure: `Install ${wantedText(program, version)}.` });
}

function matching(versions: readonly string[], version: string, other: string): string {
  return versions.find((one) => matchesGlob(one, version)) ?? other;
}

function wantedText(name: string, version: string | null): string {
  return version === null ? name : `${name} ${version}`;
}

/** Both streams come together: what is expected of either is looked for in both. */
function judgeCheck(
  expect: Extract<Question['about'], { kind: 'check' }>['expect'],
  { exitCode, text }: Answer,
): Found {
  const unmet = judgeShell(expect, { exitCode, stdout: text, stderr: text });
  const said = lastWords(text);
  const value = /^\s*(-?\d{1,15}(?:\.\d{1,6})?)\s*$/.exec(text)?.[1];
  const number = value === undefined ? null : Number(value);
  if (unmet.length === 0) return goodFound(said === '' ? 'As expected.' : said, number);
  const cure = said === '' ? 'Run it by hand on the target.' : `It said: ${said}`;
  return notGoodFound('bad', unmet.join(' '), { cure, value: number });
}

/** The last line that says something, of what may be a page. */
function lastWords(text: string): string {
  const lines = text.split('\n').map(oneLine);
  return (lines.findLast((line) => line !== '') ?? '').slice(0, 240).toWellFormed();
}
