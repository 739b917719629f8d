import { durationText } from '../../domain/log/duration.ts';
import type { ReportModel, ReportStep, Segment } from '../../domain/report/report-model.ts';
import { type Html, html, nothing } from './html.ts';
import type { Moments } from './moments.ts';
import { enlargedScaleOf, type Scale, scaleOf } from './timeline-scale.ts';

const LABELS = 236;
const CHART = 724;
const ROW = 22;
const HEAD = 34;
/** Rows in one picture: a picture is never torn by a page break, and each has its own axis. */
const ROWS_A_PICTURE = 32;

/** Planned and actual, one row a step: inline pictures without script, coloured by the page's style. */
export function timeline(model: ReportModel, moments: Moments): Html {
  const scale = scaleOf(model, CHART);
  if (scale === null) return html`<p class="quiet">Nothing was planned in time and nothing has run.</p>`;
  const both = pictures({ model, moments, scale, hasPlan: true });
  const enlarged = enlargedScaleOf(model, scale);
  if (enlarged === null) return html`<div class="timeline">${hatch}${both}</div>${legend(model)}`;
  const actual = pictures({ model, moments, scale: enlarged, hasPlan: false });
  return html`<div class="timeline">${hatch}<h3>What happened</h3>${actual}<h3>Beside the plan</h3>${both}</div>${legend(model)}`;
}

function pictures(drawing: Drawing): readonly Html[] {
  const made: Html[] = [];
  for (let from = 0; from < drawing.model.steps.length; from += ROWS_A_PICTURE) {
    made.push(picture(drawing.model.steps.slice(from, from + ROWS_A_PICTURE), drawing));
  }
  return made;
}

/** Stopped is hatched: it is told from working without colour. */
const hatch = html`<svg width="0" height="0" style="position:absolute" aria-hidden="true"><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="1" x2="1" y1="0" y2="4"/></pattern></svg>`;

interface Drawing {
  readonly model: ReportModel;
  readonly moments: Moments;
  readonly scale: Scale;
  readonly hasPlan: boolean;
}

function picture(rows: readonly ReportStep[], drawing: Drawing): Html {
  const height = HEAD + rows.length * ROW + 6;
  const first = rows[0]?.id ?? '';
  const last = rows.at(-1)?.id ?? '';
  return html`<svg viewBox="0 0 ${LABELS + CHART} ${height}" role="img" aria-label="Timeline, planned and actual, steps ${first} to ${last}">
<g transform="translate(${LABELS} 0)">${ground(drawing, height)}</g>
${rows.map((step, index) => row(step, HEAD + index * ROW, drawing))}
<g transform="translate(${LABELS} 0)">${markers(drawing, height)}</g>
</svg>`;
}

function ground({ model, moments, scale }: Drawing, height: number): Html {
  const { window } = model.run;
  const shade =
    window === null || window.end < scale.from || window.start > scale.to
      ? nothing
      : band('t-window', [Math.max(window.start, scale.from), Math.min(window.end, scale.to)], { scale, height });
  const holds = model.holds.map((hold) => band('t-hold', [hold.from, hold.to], { scale, height }));
  return html`${shade}${holds}${scale.ticks.map((at) => tick(at, height, { moments, scale }))}`;
}

function band(name: string, [from, to]: readonly [number, number], at: { scale: Scale; height: number }): Html {
  const x = at.scale.x(from);
  const width = Math.max(1, at.scale.x(to) - x);
  return html`<rect class="${name}" x="${x}" y="${HEAD - 6}" width="${width}" height="${at.height - HEAD + 4}"/>`;
}

function tick(at: number, height: number, { moments, scale }: Pick<Drawing, 'moments' | 'scale'>): Html {
  const x = scale.x(at);
  const isFine = scale.to - scale.from < 20 * 60_000;
  const isCoarse = scale.to - scale.from > 3 * 86_400_000;
  const label = isCoarse ? moments.siteDate(at).slice(0, -5) : moments.site(at).slice(0, isFine ? 8 : 5);
  return html`<line class="t-tick" x1="${x}" x2="${x}" y1="${HEAD - 6}" y2="${height - 2}"/><text class="t-time" x="${x}" y="${HEAD - 11}">${label}</text>`;
}

function row(step: ReportStep, y: number, { moments, scale, hasPlan }: Drawing): Html {
  const label = step.title.length > 38 ? `${step.title.slice(0, 37)}…` : step.title;
  const mark = step.pointOfNoReturn ? html`<tspan class="t-ponr">◆ </tspan>` : nothing;
  return html`<g transform="translate(0 ${y})"><text class="t-label" x="0" y="14">${mark}${label}<title>${step.title} (${step.id})</title></text><g transform="translate(${LABELS} 0)">${hasPlan ? plannedBar(step, { moments, scale }) : nothing}${step.segments.map((segment) => actualBar(segment, step, { moments, scale }))}${step.failures.map((failure) => cross(scale.x(failure.at), `failed ${moments.site(failure.at)}, event ${failure.seq}`))}</g></g>`;
}

type Placed = Pick<Drawing, 'moments' | 'scale'>;

function plannedBar(step: ReportStep, { moments, scale }: Placed): Html {
  if (step.plannedStart === null) return nothing;
  const end = step.plannedEnd ?? step.plannedStart;
  const x = scale.x(step.plannedStart);
  const says = `planned ${moments.site(step.plannedStart)} to ${moments.site(end)} (${durationText(end - step.plannedStart)})`;
  if (end === step.plannedStart)
    return html`<path class="t-milestone" d="M${x} 1l4 4-4 4-4-4z"><title>${says}</title></path>`;
  return html`<rect class="t-planned" x="${x}" y="3" width="${Math.max(1.5, scale.x(end) - x)}" height="5" rx="1"><title>${says}</title></rect>`;
}

function actualBar(segment: Segment, step: ReportStep, { moments, scale }: Placed): Html {
  const x = scale.x(segment.from);
  const thin = segment.kind === 'working' ? 1.5 : 0.8;
  const width = Math.max(thin, scale.x(segment.to) - x);
  const state = segment.kind === 'working' ? ` t-${step.state}` : '';
  const says = `${segmentWords[segment.kind]} ${moments.site(segment.from)} to ${segment.open ? 'now' : moments.site(segment.to)} (${durationText(segment.to - segment.from)})`;
  return html`<rect class="t-${segment.kind}${state}" x="${x}" y="10" width="${width}" height="8" rx="1"><title>${says}</title></rect>`;
}

const segmentWords = { waiting: 'waited', working: 'worked', stopped: 'stopped, a decision awaited' } as const;

function cross(x: number, says: string): Html {
  return html`<path class="t-cross" d="M${x - 3.5} 10.5l7 7m0-7l-7 7"><title>${says}</title></path>`;
}

function markers({ model, scale }: Drawing, height: number): Html {
  const { run } = model;
  const lines: Html[] = [];
  const add = (at: number | null, label: string, name: string): void => {
    if (at === null || at < scale.from || at > scale.to) return;
    const x = scale.x(at);
    const anchor = x > CHART - 60 ? 'end' : 'start';
    lines.push(
      html`<line class="t-mark ${name}" x1="${x}" x2="${x}" y1="10" y2="${height - 2}"/><text class="t-mark-label ${name}" x="${x + (anchor === 'end' ? -3 : 3)}" y="9" text-anchor="${anchor}">${label}</text>`,
    );
  };
  add(run.t0, 'T0', 't-t0');
  if (run.endedAt === null && run.startedAt !== null) add(lastInstant(model), 'now', 't-now');
  return html`${lines}`;
}

function lastInstant({ run, account }: ReportModel): number {
  return (run.startedAt ?? 0) + account.totalMs;
}

function legend({ run, holds, steps }: ReportModel): Html {
  const items: (readonly [string, string])[] = [
    ['planned', 'planned'],
    ['working', 'worked'],
    ['waiting', 'waited for a person or a start time'],
    ['stopped', 'stopped, a decision awaited'],
  ];
  if (steps.some((step) => step.state === 'indeterminate')) items.push(['indeterminate', 'outcome unknown']);
  if (holds.length > 0) items.push(['hold', 'run held']);
  if (run.window !== null) items.push(['window', 'change window']);
  const keys = items.map(([name, words]) => html`<li><i class="key k-${name}"></i>${words}</li>`);
  const cross = steps.some((step) => step.failures.length > 0) ? html`<li><b class="bad">✕</b> failed</li>` : nothing;
  const point = steps.some((step) => step.pointOfNoReturn)
    ? html`<li><b class="ponr">◆</b> point of no return</li>`
    : nothing;
  return html`<ul class="legend">${keys}${cross}${point}</ul>`;
}
