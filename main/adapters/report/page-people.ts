import { durationText } from '../../domain/log/duration.ts';
import type { ReportAct, ReportEvidence, ReportModel, ReportWait } from '../../domain/report/report-model.ts';
import { bytesText } from './bytes-text.ts';
import { type Html, html, nothing } from './html.ts';
import type { Moments } from './moments.ts';
import { safeUrl } from './outside-text.ts';
import { head, late, moment, provenance, refs, section, table } from './page-parts.ts';

/** Shorter waits are in the log, and would only hide the long ones here. */
const SHORTEST_WAIT_MS = 1000;

const waitWords: Readonly<Record<ReportWait['what'], string>> = {
  go: 'Go',
  person: 'a person to start',
  approval: 'an approval',
  decision: 'a decision after a failure',
};

export function waits(model: ReportModel, moments: Moments): Html {
  const long = model.waits.filter((wait) => wait.to - wait.from >= SHORTEST_WAIT_MS);
  const short = model.waits.length - long.length;
  if (model.waits.length === 0) return nothing;
  const rows = long.map(
    (
      wait,
    ) => html`<tr><td>${wait.title}${refs(wait.seqs)}<br><small>${wait.stepId}</small></td><td>${waitWords[wait.what]}</td><td>${wait.who ?? html`–`}</td>
<td class="t">${moment(wait.from, moments)}</td><td class="t">${wait.open ? html`<span class="warn">still waiting</span>` : moment(wait.to, moments)}</td><td class="n">${durationText(wait.to - wait.from)}</td></tr>`,
  );
  const heads = [head('Step'), head('Waited for'), head('Who'), head('From'), head('To'), head('Waited', 'n')];
  const rest =
    short === 0
      ? nothing
      : html`<p class="quiet small">${short} shorter than a second ${short === 1 ? 'is' : 'are'} not listed here; the log has them.</p>`;
  const listing = rows.length === 0 ? nothing : table(heads, rows);
  const lead = html`<p class="quiet small">From ready to started, and from a failure to the decision about it. None of this counts as work.</p>`;
  return section(
    { id: 'waits', title: 'Waits for people', count: long.length, isRehearsal: isRehearsal(model) },
    html`${lead}${listing}${rest}`,
  );
}

function isRehearsal(model: ReportModel): boolean {
  return model.run.mode === 'rehearsal';
}

export function holds(model: ReportModel, moments: Moments): Html {
  if (model.holds.length === 0) return nothing;
  const rows = model.holds.map(
    (
      hold,
    ) => html`<tr><td>${hold.causes.map((cause, index) => html`${index > 0 ? html`<br>` : nothing}${cause.text}${refs([cause.seq])}`)}</td>
<td class="t">${moment(hold.from, moments)}</td><td class="t">${hold.open ? html`<span class="warn">still held</span>` : moment(hold.to, moments)}${hold.endSeq === null ? nothing : refs([hold.endSeq])}</td><td class="n">${durationText(hold.to - hold.from)}</td></tr>`,
  );
  const heads = [head('Why'), head('From'), head('To'), head('Held', 'n')];
  return section(
    { id: 'holds', title: 'Holds', count: model.holds.length, isRehearsal: isRehearsal(model) },
    table(heads, rows),
  );
}

const actTitles = [
  ['decision', 'decisions', 'Decisions'],
  ['approval', 'approvals', 'Approvals and criteria'],
  ['tick', 'ticks', 'Checklists'],
  ['message', 'messages', 'Messages'],
  ['note', 'notes', 'Notes'],
] as const;

export function acts(model: ReportModel, moments: Moments): readonly Html[] {
  return actTitles.map(([kind, id, title]) => {
    const entries = model.acts.filter((act) => act.kind === kind);
    if (entries.length === 0) return nothing;
    const heads = [head('When'), head('What'), head('By way of · how sure')];
    const rows = entries.map((act) => actRow(act, moments));
    return section(
      { id, title, count: entries.length, name: 'acts', isRehearsal: isRehearsal(model) },
      table(heads, rows),
    );
  });
}

function actRow(act: ReportAct, moments: Moments): Html {
  const what = act.kind === 'note' ? noteHead(act) : html`${act.sentence}`;
  const text = act.text === null ? nothing : html`<blockquote>${act.text}</blockquote>`;
  return html`<tr><td class="t">${moment(act.at, moments)}</td><td>${what}${late(act.recordedLate, moments)}${refs([act.seq])}${text}</td><td class="t">${provenance(act)}</td></tr>`;
}

function noteHead(act: ReportAct): Html {
  const behalf = act.onBehalfOf === null ? '' : ` for ${act.onBehalfOf}`;
  const about = act.stepId === null ? '' : ` on ${act.stepId}`;
  return html`${act.person}${behalf}${act.role === null ? '' : ` (${act.role})`}${about}`;
}

export function evidence(model: ReportModel, moments: Moments): Html {
  if (model.evidence.length === 0) return nothing;
  const heads = [head('Step'), head('What was asked for'), head('What was given'), head('When'), head('By')];
  const rows = model.evidence.map((entry) => evidenceRow(entry, moments));
  return section(
    { id: 'evidence', title: 'Evidence', count: model.evidence.length, isRehearsal: isRehearsal(model) },
    table(heads, rows),
  );
}

function evidenceRow(entry: ReportEvidence, moments: Moments): Html {
  const { given } = entry;
  if (given === null) {
    const word = entry.required
      ? html`<span class="bad">✕ required and missing</span>`
      : html`<span class="quiet">not given</span>`;
    return html`<tr><td>${entry.stepId}</td><td>${entry.demand}</td><td>${word}</td><td></td><td></td></tr>`;
  }
  const note = given.note === null ? nothing : html`<br><small>${given.note}</small>`;
  return html`<tr><td>${entry.stepId}</td><td>${entry.demand}</td><td>${givenValue(given.value)}${note}${refs([given.seq])}</td><td class="t">${moment(given.at, moments)}${late(given.recordedLate, moments)}</td><td>${given.person}<br><small>${provenance(given)}</small></td></tr>`;
}

function givenValue(value: NonNullable<ReportEvidence['given']>['value']): Html {
  switch (value.type) {
    case 'text':
      return html`${value.text}`;
    case 'number':
      return html`${value.number}`;
    case 'link': {
      const url = safeUrl(value.url);
      return url === null ? html`${value.url}` : html`<a href="${url}" rel="noreferrer noopener">${value.url}</a>`;
    }
    case 'file':
      return html`${value.name} <small>(${bytesText(value.bytes)})</small><br><code>SHA-256 ${value.sha256}</code>`;
  }
}
