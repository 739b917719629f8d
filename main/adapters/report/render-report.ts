import type { ReportModel } from '../../domain/report/report-model.ts';
import { renderMarkdown } from './markdown-report.ts';
import { renderPage } from './page.ts';

export type ReportFormat = 'html' | 'md' | 'json';

/** The report as text, and the file name to offer for it. Pure; all text from outside is escaped for its format. */
export function renderReport(model: ReportModel, format: ReportFormat): { text: string; fileName: string } {
  const fileName = `${model.run.runId}-report.${format}`;
  switch (format) {
    case 'html':
      return { text: renderPage(model), fileName };
    case 'md':
      return { text: renderMarkdown(model), fileName };
    case 'json':
      return { text: `${JSON.stringify(model, null, 1)}\n`, fileName };
  }
}
