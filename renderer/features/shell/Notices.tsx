import { useDesk } from '../../state/desk-context.ts';

/** What happened to an act, in the corner that covers neither Hold nor Abort. Bad news stays until it is read. */
export function Notices() {
  const notices = useDesk((state) => state.notices);
  const dismiss = useDesk((state) => state.dismissNotice);
  return (
    <section className="notices" aria-label="Messages" aria-live="polite">
      {notices.map((notice) => (
        <div className="notice" data-tone={notice.tone} key={notice.id}>
          <div>
            <strong>{notice.title}</strong>
            <p>{notice.text}</p>
            {notice.details.length > 0 && (
              <ul>
                {notice.details.slice(0, 6).map((detail) => (
                  <li key={detail}>{detail}</li>
                ))}
              </ul>
            )}
          </div>
          <button type="button" className="icon-button" aria-label="Dismiss" onClick={() => dismiss(notice.id)}>
            ×
          </button>
        </div>
      ))}
    </section>
  );
}
