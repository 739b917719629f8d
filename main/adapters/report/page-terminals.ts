import { durationText } from '../../domain/log/duration.ts';
import type { ReportModel } from '../../domain/report/report-model.ts';
import { type Html, html, nothing } from './html.ts';
import type { Moments } from './moments.ts';
import { head, moment, refs, section, table } from './page-parts.ts';

/** What was looked at by hand. The recordings lie among the attachments, under their digest. */
export function terminals(model: ReportModel, moments: Moments): Html {
  if (model.terminals.length === 0) return nothing;
  const rows = model.terminals.map(({ target, reason, by, openedAt, durationMs, ended, recording, seqs }) => {
    const kept =
      recording === null
        ? html`<span class="quiet">nothing</span>`
        : html`<code>${recording.sha256}</code>${recording.complete ? nothing : html` <span class="unknown">? incomplete: ${recording.gap ?? ''}</span>`}`;
    return html`<tr><td>${target}${refs(seqs)}</td><td>${reason}</td><td>${by}</td><td class="t">${moment(openedAt, moments)}</td><td class="n">${durationMs === null ? 'still open' : durationText(durationMs)}</td><td>${ended ?? '–'}</td><td>${kept}</td></tr>`;
  });
  const heads = [
    head('Target'),
    head('Why'),
    head('Opened by'),
    head('Opened'),
    head('Open for', 'n'),
    head('End'),
    head('Recording (SHA-256)'),
  ];
  const isRehearsal = model.run.mode === 'rehearsal';
  return section({ id: 'terminals', title: 'Terminals', count: rows.length, isRehearsal }, table(heads, rows));
}
