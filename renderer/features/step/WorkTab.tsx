import type { StepDetail } from '../../../contract/step-detail.ts';
import { Markdown } from '../../ui/Markdown.tsx';
import { ApprovalList } from './ApprovalList.tsx';
import { ChecklistItems } from './ChecklistItems.tsx';
import { CriteriaList } from './CriteriaList.tsx';
import { EvidenceStillDue } from './EvidenceTab.tsx';
import { MessageDraft } from './MessageDraft.tsx';

/** What people do in this step: instructions, items to tick, criteria to judge, a message to send. */
export function WorkTab({ detail }: { readonly detail: StepDetail }) {
  const isEmpty =
    detail.instructions === null &&
    detail.expected === null &&
    detail.items.length === 0 &&
    detail.criteria.length === 0;
  return (
    <div className="stack">
      {detail.items.length > 0 && <ChecklistItems detail={detail} />}
      {detail.criteria.length > 0 && <CriteriaList detail={detail} />}
      {detail.approvals !== null && <ApprovalList approvals={detail.approvals} />}
      {detail.message !== null && <MessageDraft detail={detail} message={detail.message} />}
      {detail.step.endedAt === null && <EvidenceStillDue detail={detail} />}
      {detail.instructions !== null && <Markdown text={detail.instructions} />}
      {detail.expected !== null && (
        <section>
          <h3>Expected</h3>
          <Markdown text={detail.expected} />
        </section>
      )}
      {detail.links.length > 0 && (
        <ul className="links">
          {detail.links.map((link) => (
            <li key={link.url}>
              <SafeLink text={link.text} url={link.url} />
            </li>
          ))}
        </ul>
      )}
      {isEmpty && detail.message === null && detail.approvals === null && (
        <p className="quiet">The plan has no instructions for this step.</p>
      )}
    </div>
  );
}

/** A link from a document opens outside, and only when it is one of the web. */
function SafeLink({ text, url }: { readonly text: string; readonly url: string }) {
  if (!/^https?:\/\//i.test(url)) return <span>{`${text} (${url})`}</span>;
  return (
    <a className="link" href={url} target="_blank" rel="noopener noreferrer" title={url}>
      {text}
    </a>
  );
}
