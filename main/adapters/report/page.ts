import type { ReportModel } from '../../domain/report/report-model.ts';
import { type Html, html, nothing } from './html.ts';
import { type Moments, momentsIn } from './moments.ts';
import { chairSections } from './page-chair.ts';
import { banner, summary, top } from './page-overview.ts';
import { section } from './page-parts.ts';
import { acts, evidence, holds, waits } from './page-people.ts';
import { chain, clocks, frozen, hostKeys, log } from './page-record.ts';
import { attempts, steps } from './page-steps.ts';
import { pageStyle } from './page-style.ts';
import { terminals } from './page-terminals.ts';
import { timeline } from './timeline.ts';

/** No script, nothing loaded, nothing sent: what the file holds is all there is. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The report as one self-contained page. */
export function renderPage(model: ReportModel): string {
  const { run } = model;
  const moments = momentsIn(run.timezone, run.t0);
  const isRehearsal = run.mode === 'rehearsal';
  const title = `${isRehearsal ? 'REHEARSAL · ' : ''}${run.title}${run.change === null ? '' : ` · ${run.change}`}`;
  const style: Html = { markup: `<style>${pageStyle(run.runId, isRehearsal)}</style>` };
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="generator" content="Holdpoint ${model.generated.version}"><title>${title}</title>${style}</head>
<body>${banner(model)}${top(model, moments)}<main>
${contents(model)}
${summary(model, moments)}
${section({ id: 'timeline', title: 'Timeline', isRehearsal }, timeline(model, moments))}
${steps(model, moments)}
${attempts(model, moments)}
${waits(model, moments)}
${holds(model, moments)}
${chairSections(model, moments)}
${acts(model, moments)}
${evidence(model, moments)}
${clocks(model, moments)}
${hostKeys(model, moments)}
${terminals(model, moments)}
${frozen(model)}
${log(model, moments)}
${chain(model)}
${foot(model, moments)}
</main></body></html>
`;
  return page.markup;
}

function contents(model: ReportModel): Html {
  const has = (kind: string): boolean => model.acts.some((act) => act.kind === kind);
  const places: readonly (readonly [string, string, boolean])[] = [
    ['summary', 'Summary', true],
    ['timeline', 'Timeline', true],
    ['steps', 'Planned and actual', true],
    ['attempts', 'Failures and attempts', model.attempts.length > 0],
    ['waits', 'Waits', model.waits.length > 0],
    ['holds', 'Holds', model.holds.length > 0],
    ['preflight', 'Preflight', model.preflight !== null],
    ['issues', 'Issues', model.issues.length > 0],
    ['etas', 'ETAs', model.etas.length > 0],
    ['updates', 'Updates', model.updates.length > 0],
    ['probes', 'Probes', model.probes.length > 0],
    ['terminals', 'Terminals', model.terminals.length > 0],
    ['late', 'Late entries', model.late.length > 0],
    ['decisions', 'Decisions', has('decision')],
    ['approvals', 'Approvals', has('approval')],
    ['notes', 'Notes', has('note')],
    ['evidence', 'Evidence', model.evidence.length > 0],
    ['frozen', 'Frozen', true],
    ['log', 'Log', true],
    ['chain', 'Chain', true],
  ];
  const links = places.filter(([, , shown]) => shown).map(([id, text]) => html`<a href="#${id}">${text}</a>`);
  return links.length === 0 ? nothing : html`<nav class="contents" aria-label="Contents">${links}</nav>`;
}

function foot({ generated, run }: ReportModel, moments: Moments): Html {
  const mode = run.mode === 'rehearsal' ? 'REHEARSAL. ' : '';
  return html`<footer>${mode}Written ${moments.siteDate(generated.at)}, ${moments.site(generated.at)} ${moments.zone} by Holdpoint ${generated.version} on ${generated.machine}.</footer>`;
}
