import type { ReportRun } from '../../domain/report/report-model.ts';

/** `Staging of the shop (staging), revision 3`. A document beside a file has no revision of its own. */
export function environmentText({ key, title, revision }: NonNullable<ReportRun['environment']>): string {
  return `${title} (${key})${revision === null ? '' : `, revision ${revision}`}`;
}
