/** How many of how many: figures first, the bar beside them. */
export function Progress({ done, total }: { readonly done: number; readonly total: number }) {
  const share = total === 0 ? 0 : Math.min(1, done / total);
  return (
    <span className="progress">
      <span className="figures">
        {done} of {total}
      </span>
      <span className="progress-track" aria-hidden="true">
        <span className="progress-fill" style={{ inlineSize: `${share * 100}%` }} />
      </span>
    </span>
  );
}
