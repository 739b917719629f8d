import { durationText } from '../../domain/log/duration.ts';
import type { ReportLogEntry, ReportModel } from '../../domain/report/report-model.ts';
import { environmentText } from './environment-text.ts';
import { type Html, html, nothing } from './html.ts';
import type { Moments } from './moments.ts';
import { fullMoment, head, late, moment, provenance, refs, section, table, toneMarks } from './page-parts.ts';

export function clocks(model: ReportModel, moments: Moments): Html {
  if (model.clocks.length === 0) return nothing;
  const rows = model.clocks.map((clock) => {
    const over = clock.limitMs !== null && clock.elapsedMs !== null && clock.elapsedMs > clock.limitMs;
    const verdict =
      clock.limitMs === null || clock.elapsedMs === null
        ? html`–`
        : over
          ? html`<span class="bad">✕ exceeded by ${durationText(clock.elapsedMs - clock.limitMs)}</span>`
          : html`<span class="good">✓ ${clock.running ? 'within it so far' : 'kept'}</span>`;
    return html`<tr><td>${clock.name}${refs(clock.seqs)}</td><td class="t">${moment(clock.startedAt, moments)}</td><td class="t">${clock.running ? html`still running` : moment(clock.stoppedAt, moments)}</td>
<td class="n">${clock.elapsedMs === null ? '–' : durationText(clock.elapsedMs)}</td><td class="n">${clock.limitMs === null ? '–' : durationText(clock.limitMs)}</td><td>${verdict}</td></tr>`;
  });
  const heads = [
    head('Clock'),
    head('From'),
    head('To'),
    head('Actual (RTA)', 'n'),
    head('Objective (RTO)', 'n'),
    head(''),
  ];
  return section({ id: 'clocks', title: 'Clocks', isRehearsal: isRehearsal(model) }, table(heads, rows));
}

function isRehearsal(model: ReportModel): boolean {
  return model.run.mode === 'rehearsal';
}

const howTrusted = {
  person: 'by a person who saw the fingerprint',
  'trust-new-hosts': 'by --trust-new-hosts, unseen',
  'practice-range': 'by the practice range',
} as const;

export function hostKeys(model: ReportModel, moments: Moments): Html {
  if (model.hostKeys.length === 0) return nothing;
  const rows = model.hostKeys.map(
    (key) =>
      html`<tr><td>${key.host}:${key.port}</td><td>${key.keyType}</td><td><code>${key.fingerprint}</code></td><td>${key.person}, ${howTrusted[key.how]}</td><td class="t">${fullMoment(key.at, moments)}</td><td class="n">${key.seq}</td></tr>`,
  );
  const heads = [head('Host'), head('Type'), head('Fingerprint'), head('Accepted'), head('When'), head('Event', 'n')];
  const lead = html`<p class="quiet small">Events of the workspace’s own journal, hence without a link into this run’s log.</p>`;
  return section(
    { id: 'host-keys', title: 'Host keys accepted', count: model.hostKeys.length, isRehearsal: isRehearsal(model) },
    html`${lead}${table(heads, rows)}`,
  );
}

export function frozen(model: ReportModel): Html {
  const { run } = model;
  const inputs = Object.entries(run.inputs).map(
    ([name, value]) => html`<tr><td>${name}</td><td><code>${value}</code></td></tr>`,
  );
  const secrets = run.secretNames.map(
    (name) => html`<tr><td>${name}</td><td class="quiet">secret, never stored</td></tr>`,
  );
  const values = [...inputs, ...secrets];
  const people = run.people.map(
    (person) => html`<tr><td>${person.role}</td><td>${person.name}</td><td>${person.phone ?? '–'}</td></tr>`,
  );
  const targets = run.targets.map(
    (target) => html`<tr><td>${target.name}</td><td><code>${target.address}</code></td></tr>`,
  );
  const payloads = run.payloads.map(
    (one) =>
      html`<tr><td>${one.stepId}</td><td>${one.name}</td><td class="n">${one.bytes}</td><td><code>${one.sha256}</code></td></tr>`,
  );
  const targetTable = table([head('Target'), head('Address')], targets);
  const body = html`<dl class="pairs"><dt>Runbook</dt><dd>${run.document.key} revision ${run.document.revision}, <code>SHA-256 ${run.document.sha256}</code></dd>
${run.environment === null ? nothing : html`<dt>Environment</dt><dd>${environmentText(run.environment)}, <code>SHA-256 ${run.environment.sha256}</code></dd>`}
<dt>Plan</dt><dd><code>${run.hashes.plan}</code></dd><dt>Schedule</dt><dd><code>${run.hashes.schedule}</code></dd><dt>Binding</dt><dd><code>${run.hashes.binding}</code></dd>
<dt>Forks</dt><dd>${run.forks} targets at a time</dd>${run.faults.length === 0 ? nothing : html`<dt>Planted faults</dt><dd>${run.faults.join('; ')}</dd>`}</dl>
${values.length === 0 ? nothing : html`<h3>Inputs</h3>${table([head('Name'), head('Value')], values)}`}
${run.payloads.length === 0 ? nothing : html`<h3>Files to send</h3>${table([head('Step'), head('File'), head('Bytes', 'n'), head('SHA-256')], payloads)}`}
${people.length === 0 ? nothing : html`<h3>People</h3>${table([head('Role'), head('Person'), head('Phone')], people)}`}
${targets.length === 0 ? nothing : html`<h3>Targets</h3>${targets.length > 60 ? html`<details><summary>All ${targets.length} targets</summary>${targetTable}</details>` : targetTable}`}`;
  return section({ id: 'frozen', title: 'Frozen at the start', isRehearsal: isRehearsal(model) }, body);
}

/** A table of so many lines is laid out only when it comes into view; a log may have 50,000. */
const LINES_A_CHUNK = 400;
/** About the height of a line, so that the scroll bar does not jump. */
const LINE_PX = 46;

export function log(model: ReportModel, moments: Moments): Html {
  const chunks: Html[] = [];
  let day = '';
  for (let from = 0; from < model.log.length; from += LINES_A_CHUNK) {
    const rows: Html[] = [];
    for (const entry of model.log.slice(from, from + LINES_A_CHUNK)) {
      const date = moments.siteDate(entry.occurredAt);
      if (date !== day) rows.push(html`<tr class="day"><td></td><td colspan="4">${date}</td></tr>`);
      day = date;
      rows.push(logRow(entry, moments));
    }
    chunks.push(
      html`<div class="chunk" style="contain-intrinsic-size:auto ${rows.length * LINE_PX}px"><table>${columns}${logHead(moments)}<tbody>${rows}</tbody></table></div>`,
    );
  }
  return section(
    {
      id: 'log',
      title: 'Log, complete, in order of sequence',
      count: model.log.length,
      name: 'log',
      isRehearsal: isRehearsal(model),
    },
    html`${chunks}`,
  );
}

const columns = html`<colgroup><col style="width:52px"><col style="width:112px"><col style="width:82px"><col><col style="width:104px"></colgroup>`;

function logHead(moments: Moments): Html {
  const zone = moments.hasZone ? moments.zone : 'UTC';
  return html`<thead><tr><th class="n">#</th><th>${zone}</th><th class="n">T±</th><th>What happened</th><th>By way of</th></tr></thead>`;
}

function logRow(entry: ReportLogEntry, moments: Moments): Html {
  const [tone, mark] = toneMarks[entry.tone];
  const via =
    entry.via === 'engine'
      ? nothing
      : provenance({ via: viaOf(entry.via), assurance: entry.assurance, enteredBy: null });
  return html`<tr id="seq-${entry.seq}"><td class="n quiet">${entry.seq}</td><td class="t">${moment(entry.occurredAt, moments)}</td><td class="n quiet">${moments.offset(entry.occurredAt)}</td><td><span class="mark ${tone}">${mark}</span><span class="${tone}">${entry.sentence}</span>${late(entry.recordedLate, moments)}</td><td class="small quiet">${via}</td></tr>`;
}

function viaOf(via: string): 'desk' | 'phone' | 'chat' | 'page' | 'pack' | 'api' {
  return via === 'phone' || via === 'chat' || via === 'page' || via === 'pack' || via === 'api' ? via : 'desk';
}

export function chain({ chain: head, run }: ReportModel): Html {
  const body = html`<dl class="pairs"><dt>Journal</dt><dd>${head.journalId}</dd><dt>Events</dt><dd>${head.events}, sequence ${head.firstSeq} to ${head.headSeq}</dd><dt>Head</dt><dd><code>${head.headHash}</code></dd></dl>
<p style="margin-top:12px">Each event carries the SHA-256 of its canonical form (RFC 8785) with the hash of the event before it. To check them all, with the output and attachments they name, run <code>holdpoint verify WORKSPACE</code> and compare the head it prints for ${head.journalId} with the one above.</p>
<p class="quiet">The chain shows every change made after the head was known to somebody else. It cannot stop the owner of the machine from writing a whole new history before that: keep this page, or send the head to others, at the close.</p>`;
  return section({ id: 'chain', title: 'Chain of events', isRehearsal: run.mode === 'rehearsal' }, body);
}
