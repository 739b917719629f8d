import type { Transfer } from '../../../contract/artifact-operations.ts';
import { byteCount } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';

/** How far the upload to one target is: bar, bytes and rate. Nothing when none is on its way. */
export function TransferLine({ stepId, target }: { readonly stepId: string; readonly target: string }) {
  const transfer = useDesk((state) => state.transfers.find((one) => one.stepId === stepId && one.target === target));
  return transfer === undefined ? null : <TransferBar {...transfer} />;
}

function TransferBar({ doneBytes, totalBytes, bytesPerSecond, target }: Transfer) {
  return (
    <span className="transfer figures">
      <progress value={doneBytes} max={Math.max(1, totalBytes)} aria-label={`Upload to ${target}`} />
      <span className="dim">
        {partOf(doneBytes, totalBytes)}
        {bytesPerSecond > 0 && ` · ${byteCount(bytesPerSecond)}/s`}
      </span>
    </span>
  );
}

const MIB = 1024 * 1024;

/** 28 of 1500 MiB: one unit for both, so that they are compared at a glance. */
function partOf(done: number, total: number): string {
  if (total < 10 * MIB) return `${Math.floor(done / 1024)} of ${Math.ceil(total / 1024)} KiB`;
  return `${Math.floor(done / MIB)} of ${Math.ceil(total / MIB)} MiB`;
}

/** All uploads of a step together, for its row in the runsheet. */
export function StepTransfer({ stepId }: { readonly stepId: string }) {
  const share = useDesk((state) => {
    const own = state.transfers.filter((one) => one.stepId === stepId);
    const total = own.reduce((sum, one) => sum + one.totalBytes, 0);
    return total === 0 ? null : Math.floor((own.reduce((sum, one) => sum + one.doneBytes, 0) / total) * 100);
  });
  return share === null ? null : <span className="dim"> {share} %</span>;
}
