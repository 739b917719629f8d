import { durationText } from '../../domain/log/duration.ts';
import type { ReportAct, ReportAttempt, ReportModel } from '../../domain/report/report-model.ts';
import { bytesText } from './bytes-text.ts';
import { environmentText } from './environment-text.ts';
import { chairSections } from './markdown-chair.ts';
import { late, refs, span, table, title, way, when } from './markdown-parts.ts';
import { type Moments, momentsIn } from './moments.ts';
import { escapeMarkdown, safeUrl } from './outside-text.ts';

const text = escapeMarkdown;

/** The report as GitHub Markdown: the same facts, every table a plain one, each log line an anchor. */
export function renderMarkdown(model: ReportModel): string {
  const moments = momentsIn(model.run.timezone, model.run.t0);
  const parts = [
    heading(model, moments),
    summary(model),
    steps(model, moments),
    attempts(model, moments),
    waits(model, moments),
    ...chairSections(model, moments),
    acts(model, moments),
    evidence(model, moments),
    clocks(model),
    hostKeys(model, moments),
    terminals(model, moments),
    frozen(model),
    log(model, moments),
    chain(model),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function heading(model: ReportModel, moments: Moments): string {
  const { run, closure } = model;
  const mark = run.mode === 'rehearsal' ? 'SIMULATED, REHEARSAL: ' : '';
  const full = (at: number | null): string => (at === null ? '–' : `${moments.siteDate(at)}, ${when(at, moments)}`);
  const lines = [
    ['Change', run.change === null ? '–' : text(run.change)],
    [
      'Mode',
      run.mode === 'live'
        ? 'live'
        : `SIMULATED: a REHEARSAL at ${run.speed}× speed; nothing here happened on a real target`,
    ],
    [
      'Closure',
      closure === null
        ? `still open (${run.life})`
        : `**${closure.code}**${closure.by === null ? '' : ` by ${text(closure.by)}`}${refs([closure.seq])}`,
    ],
    ...closing(model, full),
    ['Run', run.runId],
    ['Runbook', `${run.document.key} revision ${run.document.revision}`],
    ...(run.environment === null ? [] : [['Environment', text(environmentText(run.environment))]]),
    ['Window', run.window === null ? '–' : `${full(run.window.start)} to ${full(run.window.end)}`],
    ['Started', full(run.startedAt)],
    ['Ended', full(run.endedAt)],
    ['T0', full(run.t0)],
    ['Site zone', text(run.timezone)],
  ];
  return `# ${mark}${text(run.title)}\n\n${table(['', ''], lines)}`;
}

/** What was said at the close. */
function closing({ closure }: ReportModel, full: (at: number) => string): readonly (readonly string[])[] {
  if (closure === null) return [];
  const { actualOutageMs, openIssues, hypercareUntil } = closure;
  return [
    ...(actualOutageMs === null ? [] : [['Actual outage', durationText(actualOutageMs)]]),
    ...(openIssues === null ? [] : [['Issues left open', text(openIssues)]]),
    ...(hypercareUntil === null ? [] : [['Hypercare until', full(hypercareUntil)]]),
  ];
}

function summary(model: ReportModel): string {
  return `${title(model, 'Summary')}\n\n${model.summary.map((one) => `- ${text(one.text)}${refs(one.seqs)}`).join('\n')}`;
}

function steps(model: ReportModel, moments: Moments): string {
  const heads = ['#', 'Step', 'State', 'Planned start', 'Actual start', 'Planned', 'Worked', 'Waited', 'Tries'];
  const rows = model.steps.map((step) => [
    `${step.index + 1}`,
    `${text(step.title)} (${step.id})${refs(step.seqs)}`,
    `${step.state}${step.stateReason === null || step.state === 'succeeded' ? '' : `: ${text(step.stateReason)}`}`,
    when(step.plannedStart, moments),
    when(step.startedAt, moments),
    span(step.estimate?.likelyMs ?? null),
    span(step.workingMs),
    span(step.waitingMs + step.stoppedMs),
    step.failedAttempts === 0 ? `${step.attempts}` : `${step.attempts}, ${step.failedAttempts} bad`,
  ]);
  return `${title(model, 'Planned and actual')}\n\n${table(heads, rows)}`;
}

function attempts(model: ReportModel, moments: Moments): string {
  if (model.attempts.length === 0) return '';
  const rows = model.attempts.map((attempt) => [
    `${attempt.stepId} on ${attempt.target}${refs([attempt.startSeq, ...(attempt.endSeq === null ? [] : [attempt.endSeq])])}`,
    `${attempt.attempt}`,
    when(attempt.startedAt, moments),
    `${attempt.outcome ?? 'open'}${attempt.reason === null ? '' : `: ${text(attempt.reason)}`}`,
    text(`${attempt.signal ?? attempt.exitCode ?? '–'}`),
    span(attempt.durationMs),
    kept(attempt),
  ]);
  const heads = ['Step and target', 'Try', 'Started', 'Outcome', 'Exit', 'Took', 'Output kept'];
  return `${title(model, 'Failures and attempts')}\n\n${table(heads, rows)}`;
}

/** With each stretch that a limit left out, and its digest: what is missing is never silent. */
function kept({ streams }: ReportAttempt): string {
  const each = Object.entries(streams).map(([name, stream]) => {
    const redacted = stream.redactions === 0 ? [] : [`${stream.redactions} redacted`];
    const gaps = (stream.leftOut ?? []).map(
      (gap) => `**${bytesText(gap.bytes)} left out by outputLimit** (SHA-256 ${gap.sha256})`,
    );
    return [`${name} ${bytesText(stream.storedBytes)}`, ...redacted, ...gaps].join(', ');
  });
  return each.length === 0 ? '–' : each.join(' · ');
}

function waits(model: ReportModel, moments: Moments): string {
  const long = model.waits.filter((wait) => wait.to - wait.from >= 1000);
  const rows = long.map((wait) => [
    `${text(wait.title)}${refs(wait.seqs)}`,
    wait.what,
    text(wait.who ?? '–'),
    when(wait.from, moments),
    wait.open ? 'still waiting' : when(wait.to, moments),
    durationText(wait.to - wait.from),
  ]);
  const held = model.holds.map((hold) => [
    hold.causes.map((cause) => `${text(cause.text)}${refs([cause.seq])}`).join('; '),
    when(hold.from, moments),
    hold.open ? 'still held' : when(hold.to, moments),
    durationText(hold.to - hold.from),
  ]);
  const parts = [
    ...(rows.length === 0
      ? []
      : [`${title(model, 'Waits for people')}\n\n${table(['Step', 'For', 'Who', 'From', 'To', 'Waited'], rows)}`]),
    ...(held.length === 0 ? [] : [`${title(model, 'Holds')}\n\n${table(['Why', 'From', 'To', 'Held'], held)}`]),
  ];
  return parts.join('\n\n');
}

const actTitles = [
  ['decision', 'Decisions'],
  ['approval', 'Approvals and criteria'],
  ['tick', 'Checklists'],
  ['message', 'Messages'],
  ['note', 'Notes'],
] as const;

function acts(model: ReportModel, moments: Moments): string {
  return actTitles
    .flatMap(([kind, words]) => {
      const entries = model.acts.filter((act) => act.kind === kind);
      if (entries.length === 0) return [];
      const rows = entries.map((act) => [when(act.at, moments), actText(act, moments), way(act)]);
      return [`${title(model, words)}\n\n${table(['When', 'What', 'By way of · how sure'], rows)}`];
    })
    .join('\n\n');
}

function actText(act: ReportAct, moments: Moments): string {
  const said = act.kind === 'message' && act.text !== null ? `: ${text(act.text)}` : '';
  return `${text(act.sentence)}${said}${late(act.recordedLate, moments)}${refs([act.seq])}`;
}

function evidence(model: ReportModel, moments: Moments): string {
  if (model.evidence.length === 0) return '';
  const rows = model.evidence.map((entry) => {
    if (entry.given === null)
      return [entry.stepId, text(entry.demand), entry.required ? '**required and missing**' : 'not given', '', ''];
    const { given } = entry;
    return [
      entry.stepId,
      text(entry.demand),
      `${valueText(given.value)}${refs([given.seq])}`,
      when(given.at, moments),
      `${text(given.person)} (${given.assurance})`,
    ];
  });
  return `${title(model, 'Evidence')}\n\n${table(['Step', 'Asked for', 'Given', 'When', 'By'], rows)}`;
}

function valueText(value: NonNullable<ReportModel['evidence'][number]['given']>['value']): string {
  switch (value.type) {
    case 'text':
      return text(value.text);
    case 'number':
      return `${value.number}`;
    case 'link': {
      const url = safeUrl(value.url);
      return url === null ? text(value.url) : `[${text(value.url)}](<${url.replace(/[<>|\\]/g, encodeURIComponent)}>)`;
    }
    case 'file':
      return `${text(value.name)}, ${value.bytes} bytes, SHA-256 ${value.sha256}`;
  }
}

function clocks(model: ReportModel): string {
  if (model.clocks.length === 0) return '';
  const rows = model.clocks.map((clock) => {
    const over = clock.limitMs !== null && clock.elapsedMs !== null && clock.elapsedMs > clock.limitMs;
    const verdict = clock.limitMs === null || clock.elapsedMs === null ? '–' : over ? 'exceeded' : 'kept';
    return [`${text(clock.name)}${refs(clock.seqs)}`, span(clock.elapsedMs), span(clock.limitMs), verdict];
  });
  return `${title(model, 'Clocks')}\n\n${table(['Clock', 'Actual (RTA)', 'Objective (RTO)', ''], rows)}`;
}

function hostKeys(model: ReportModel, moments: Moments): string {
  if (model.hostKeys.length === 0) return '';
  const rows = model.hostKeys.map((key) => [
    `${text(key.host)}:${key.port}`,
    text(key.keyType),
    text(key.fingerprint),
    `${text(key.person)}, ${key.how}`,
    `${moments.siteDate(key.at)}, ${when(key.at, moments)}`,
    `${key.seq}`,
  ]);
  return `${title(model, 'Host keys accepted')}\n\n${table(['Host', 'Type', 'Fingerprint', 'Accepted', 'When', 'Event'], rows)}`;
}

function terminals(model: ReportModel, moments: Moments): string {
  if (model.terminals.length === 0) return '';
  const rows = model.terminals.map((terminal) => {
    const { recording } = terminal;
    const gap =
      recording === null || recording.complete ? '' : `, incomplete: ${recording.gap ?? 'its end is missing'}`;
    return [
      `${text(terminal.target)}${refs(terminal.seqs)}`,
      text(terminal.reason),
      text(terminal.by),
      when(terminal.openedAt, moments),
      terminal.durationMs === null ? 'still open' : durationText(terminal.durationMs),
      text(terminal.ended ?? '–'),
      recording === null ? 'nothing' : text(`${recording.sha256}${gap}`),
    ];
  });
  const heads = ['Target', 'Why', 'Opened by', 'Opened', 'Open for', 'End', 'Recording (SHA-256)'];
  return `${title(model, 'Terminals')}\n\n${table(heads, rows)}`;
}

function frozen(model: ReportModel): string {
  const { run } = model;
  const rows = [
    ['Runbook', `${run.document.key} revision ${run.document.revision}, SHA-256 ${run.document.sha256}`],
    ...(run.environment === null
      ? []
      : [['Environment', text(`${environmentText(run.environment)}, SHA-256 ${run.environment.sha256}`)]]),
    ['Plan', run.hashes.plan],
    ['Schedule', run.hashes.schedule],
    ['Binding', run.hashes.binding],
    ['Forks', `${run.forks}`],
    ...run.faults.map((fault) => ['Planted fault', text(fault)]),
    ...Object.entries(run.inputs).map(([name, value]) => [`Input ${text(name)}`, text(value)]),
    ...run.payloads.map((one) => [
      `Sent by ${text(one.stepId)}`,
      text(`${one.name}, ${one.bytes} bytes, SHA-256 ${one.sha256}`),
    ]),
    ...run.secretNames.map((name) => [`Input ${text(name)}`, 'secret, never stored']),
    ...run.people.map((person) => [
      text(person.role),
      `${text(person.name)}${person.phone === null ? '' : `, ${text(person.phone)}`}`,
    ]),
    ...run.targets.map((target) => [`Target ${text(target.name)}`, text(target.address)]),
  ];
  return `${title(model, 'Frozen at the start')}\n\n${table(['', ''], rows)}`;
}

function log(model: ReportModel, moments: Moments): string {
  const rows = model.log.map((entry) => {
    const via = entry.via === 'engine' ? '' : `${entry.via} · ${entry.assurance}`;
    return [
      `<a id="seq-${entry.seq}"></a>${entry.seq}`,
      `${moments.siteDate(entry.occurredAt)}, ${when(entry.occurredAt, moments)}`,
      moments.offset(entry.occurredAt),
      `${text(entry.sentence)}${late(entry.recordedLate, moments)}`,
      via,
    ];
  });
  return `${title(model, 'Log, complete, in order of sequence')}\n\n${table(['#', 'When', 'T±', 'What happened', 'By way of'], rows)}`;
}

function chain({ chain: head, run }: ReportModel): string {
  const mark = run.mode === 'rehearsal' ? ' (REHEARSAL)' : '';
  return `## Chain of events${mark}

Journal ${head.journalId}, ${head.events} events, sequence ${head.firstSeq} to ${head.headSeq}, head \`${head.headHash}\`.

Each event carries the SHA-256 of its canonical form (RFC 8785) with the hash of the event before it. \`holdpoint verify WORKSPACE\` checks them all; compare the head it prints for ${head.journalId} with the one above. The chain shows every change made after the head was known to somebody else; it cannot stop the owner of the machine from writing a whole new history before that.`;
}
