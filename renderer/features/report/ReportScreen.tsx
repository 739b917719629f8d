import { Button } from '@mantine/core';
import { useDesk } from '../../state/desk-context.ts';
import type { ReportFormat } from '../../state/report-slice.ts';
import { formatRoute, runRoute } from '../../state/route.ts';
import { Markdown } from '../../ui/Markdown.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { saveText } from '../../ui/save-text.ts';

const saves: readonly { readonly format: ReportFormat; readonly label: string; readonly mediaType: string }[] = [
  { format: 'html', label: 'Save HTML', mediaType: 'text/html;charset=utf-8' },
  { format: 'md', label: 'Save Markdown', mediaType: 'text/markdown;charset=utf-8' },
  { format: 'json', label: 'Save JSON', mediaType: 'application/json' },
];

/** The report as text, and as files. What is shown is the Markdown form; the HTML form prints better. */
export function ReportScreen() {
  const runId = useDesk((state) => (state.route.screen === 'report' ? state.route.runId : ''));
  const report = useDesk((state) => state.report);
  const problem = useDesk((state) => state.reportProblem);
  const openReport = useDesk((state) => state.openReport);
  return (
    <>
      <header className="room-head">
        <h1>Report</h1>
        <a className="link" href={formatRoute(runRoute(runId))}>
          {runId}
        </a>
        <span className="gap" />
        <Button onClick={() => openReport(runId)}>Make again</Button>
        {saves.map((save) => (
          <SaveButton key={save.format} runId={runId} {...save} />
        ))}
      </header>
      <RoomBody className="report">
        {problem !== null && <ProblemNote title="There is no report" problem={problem} />}
        {report === null && problem === null && (
          <p className="dim" role="status">
            Making the report …
          </p>
        )}
        {report !== null && <Markdown text={report.text} />}
      </RoomBody>
    </>
  );
}

interface SaveButtonProps {
  readonly runId: string;
  readonly format: ReportFormat;
  readonly label: string;
  readonly mediaType: string;
}

function SaveButton({ runId, format, label, mediaType }: SaveButtonProps) {
  const fetchReport = useDesk((state) => state.fetchReport);
  const save = async () => {
    const made = await fetchReport(runId, format);
    if (made !== null) saveText(made.fileName, made.text, mediaType);
  };
  return (
    <Button variant={format === 'html' ? 'filled' : 'default'} onClick={() => void save()}>
      {label}
    </Button>
  );
}
