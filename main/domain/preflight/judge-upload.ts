import type { StepId, TargetName } from '../../../contract/ids.ts';
import type { Payload } from '../../../contract/plan.ts';
import type { PreflightCheck } from '../../../contract/preflight.ts';
import { good, notGood } from './check.ts';
import type { FolderFacts } from './survey.ts';

/** One upload step before it starts. */
export interface UploadFacts {
  readonly stepId: StepId;
  /** A sentence where it is not there, or not what the run was set up with. */
  readonly payload: Payload | { readonly problem: string };
  readonly places: readonly { readonly target: TargetName; readonly folder: string }[];
}

/** The temporary file lies beside the one it replaces, and a disk filled to its last block helps nobody. */
const MARGIN = 1.05;

/** What is sent: is it there, and is it what was meant? */
export function judgeUploads(uploads: readonly UploadFacts[]): readonly PreflightCheck[] {
  return uploads.map(({ stepId, payload }) => {
    if ('problem' in payload) {
      const cure = 'Put the file there, or set up a new run with the file as it is now.';
      return notGood('bad', ['plan', stepId], { text: payload.problem, cure });
    }
    return good(['plan', stepId], `Sends ${payload.name}: ${size(payload.bytes)}, SHA-256 ${payload.sha256}.`);
  });
}

/** Folders uploads go to on this target, each once. */
export function uploadFolders(uploads: readonly UploadFacts[], target: string): readonly string[] {
  return [...bytesByFolder(uploads, target).keys()];
}

/** What all uploads together bring to each folder of a target. */
export function bytesByFolder(uploads: readonly UploadFacts[], target: string): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const { payload, places } of uploads) {
    const own = 'problem' in payload ? 0 : payload.bytes;
    for (const place of places) {
      if (place.target === target) bytes.set(place.folder, (bytes.get(place.folder) ?? 0) + own);
    }
  }
  return bytes;
}

export function judgeUploadFolder(target: string, facts: FolderFacts, bytes: number): PreflightCheck {
  const { folder, freeKiB, isWritable } = facts;
  const about = ['disk', target] as const;
  if (!isWritable) {
    const text = `${folder}, where a file is to be uploaded, cannot be written to by this account.`;
    return notGood('bad', about, { text, cure: 'Let its owner grant it, or upload to a folder of this account.' });
  }
  if (freeKiB === null) {
    const text = `How much space is free for an upload to ${folder} could not be learnt.`;
    return notGood('warning', about, { text, cure: `Run df on the target and look at ${folder}.` });
  }
  const neededKiB = Math.ceil((bytes * MARGIN) / 1024);
  const room = `${folder}: ${size(freeKiB * 1024)} free, uploads bring ${size(bytes)}.`;
  if (freeKiB >= neededKiB) return good(about, room);
  return notGood('bad', about, { text: room, cure: `Make room for ${size(neededKiB * 1024)} in ${folder}.` });
}

function size(bytes: number): string {
  const kib = bytes / 1024;
  if (kib < 1) return `${bytes} bytes`;
  if (kib < 1024) return `${Math.ceil(kib)} KiB`;
  return kib < 1024 * 1024 ? `${(kib / 1024).toFixed(1)} MiB` : `${(kib / 1024 / 1024).toFixed(1)} GiB`;
}
