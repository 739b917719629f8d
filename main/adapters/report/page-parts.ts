import type { Tone } from '../../domain/log/voice.ts';
import type { Attributed } from '../../domain/report/report-model.ts';
import { type Html, html, nothing } from './html.ts';
import type { Moments } from './moments.ts';

/** A link to each event a statement rests on. */
export function refs(seqs: readonly number[]): Html {
  return html`${seqs.map((seq) => html`<a class="ref" href="#seq-${seq}">#${seq}</a>`)}`;
}

/** Site time, UTC below it. */
export function moment(at: number | null, moments: Moments): Html {
  if (at === null) return html`<span class="quiet">–</span>`;
  const utc = moments.hasZone ? html`<small>${moments.utc(at)}</small>` : nothing;
  return html`<span title="${moments.exact(at)}">${moments.site(at)}</span>${utc}`;
}

/** Date and time at the site, UTC below it. */
export function fullMoment(at: number | null, moments: Moments): Html {
  if (at === null) return html`–`;
  const utc = moments.hasZone ? html`<small>${moments.utc(at)}</small>` : nothing;
  return html`${moments.siteDate(at)}, ${moments.site(at)}${utc}`;
}

/** `phone · stated`, and who typed it: how it reached us and how sure we are. */
export function provenance(entry: Pick<Attributed, 'via' | 'assurance' | 'enteredBy'>): Html {
  if (entry.via === 'engine') return html`<span class="quiet">Holdpoint</span>`;
  const typed =
    entry.enteredBy === null ? nothing : html`<br><span class="small quiet">entered by ${entry.enteredBy}</span>`;
  return html`${entry.via} · ${entry.assurance}${typed}`;
}

export function late(recordedLate: number | null, moments: Moments): Html {
  if (recordedLate === null) return nothing;
  return html` <span class="chip warn">entered ${moments.site(recordedLate)}</span>`;
}

export const toneMarks: Readonly<Record<Tone, readonly [string, string]>> = {
  plain: ['', ''],
  good: ['good', '✓'],
  bad: ['bad', '✕'],
  unknown: ['unknown', '?'],
  person: ['', '›'],
};

export interface SectionHead {
  readonly id: string;
  readonly title: string;
  readonly count?: number | string;
  readonly isRehearsal: boolean;
  readonly name?: string;
}

export function section(head: SectionHead, body: Html): Html {
  const count = head.count === undefined ? nothing : html`<span class="count">${head.count}</span>`;
  const tag = head.isRehearsal ? html`<span class="tag">REHEARSAL</span>` : nothing;
  return html`<section id="${head.id}" class="${head.name ?? ''}"><h2>${head.title} ${count}${tag}</h2>${body}</section>`;
}

export function table(heads: readonly Html[], rows: readonly Html[]): Html {
  return html`<table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table>`;
}

export function head(text: string, name = ''): Html {
  return html`<th class="${name}">${text}</th>`;
}
