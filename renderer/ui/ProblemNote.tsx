import type { Problem } from '../../contract/errors.ts';
import { FindingsList } from './FindingsList.tsx';

interface ProblemNoteProps {
  /** What did not happen, as a short sentence. */
  readonly title: string;
  readonly problem: Pick<Problem, 'message' | 'details' | 'findings'>;
  readonly children?: React.ReactNode;
}

/** What happened, what it means, what to do: the core's sentence under a title that says what was tried. */
export function ProblemNote({ title, problem, children }: ProblemNoteProps) {
  return (
    <section className="problem" role="alert">
      <h3>{title}</h3>
      <p>{problem.message}</p>
      {(problem.details ?? []).length > 0 && (
        <ul>
          {problem.details?.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      )}
      {(problem.findings ?? []).length > 0 && <FindingsList findings={problem.findings ?? []} />}
      {children}
    </section>
  );
}
