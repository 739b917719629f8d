import type { StepTextOf } from '../../../contract/documents/steps.ts';
import type { About } from './parse-document.ts';
import { readReference, referencesIn } from './template.ts';
import { complaintAboutPath, lateReferences } from './upload-text.ts';

type UploadText = StepTextOf<'upload'>;

/** Where an upload goes, what it takes, and whose it becomes. */
export function lintUpload(step: UploadText, index: number): readonly About[] {
  return [...destination(step, index), ...source(step, index), ...owner(step, index)];
}

function about(index: number, key: string, fault: Pick<About, 'rule' | 'message' | 'cure'>): About {
  return { ...fault, severity: 'error', path: ['steps', index, key] };
}

/** A placeholder at the start may bring the slash: then only the filled in path can be judged. */
function destination({ to }: UploadText, index: number): readonly About[] {
  const complaint = complaintAboutPath(to.replaceAll(/\$\{\{[^{}]*\}\}/g, 'x'));
  if (complaint !== null) {
    const cure = 'Write the whole path of the file, such as /opt/orders/orders.tar.gz or ~/orders.tar.gz.';
    return [about(index, 'to', { rule: 'bad-destination', message: complaint.replaceAll('"x"', `"${to}"`), cure })];
  }
  return secretNames(to, index, 'to');
}

function source(step: UploadText, index: number): readonly About[] {
  return (['file', 'artifact'] as const).flatMap((key) => {
    const text = step[key];
    if (text === undefined) return [];
    const late = lateReferences(text).filter((reference) => readReference(reference) !== null);
    if (late.length > 0) {
      const message = `What is sent is fixed when the run is set up, and ${late.join(', ')} has no value then.`;
      return [about(index, key, { rule: 'late-reference', message, cure: 'Use an input.' })];
    }
    if (key === 'file' || !text.startsWith('sha256:') || /^sha256:[0-9a-f]{64}$/.test(text)) return [];
    const message = `"${text}" is no digest: sha256: and 64 digits a–f, 0–9.`;
    return [about(index, key, { rule: 'bad-digest', message, cure: 'Copy it from holdpoint artifact list.' })];
  });
}

/** A path stands in process lists, logs and reports. */
function secretNames(text: string, index: number, key: string): readonly About[] {
  const secret = referencesIn(text).references.find((reference) => readReference(reference)?.kind === 'secret');
  if (secret === undefined) return [];
  const message = `${secret} would stand in the path of a file, which everybody on the target can read.`;
  return [about(index, key, { rule: 'secret-in-path', message, cure: 'Use an input that is no secret.' })];
}

function owner(step: UploadText, index: number): readonly About[] {
  const name = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}';
  if (step.owner === undefined || new RegExp(`^(${name}|${name}:${name}|:${name})$`).test(step.owner)) return [];
  const message = `"${step.owner}" is no owner.`;
  return [about(index, 'owner', { rule: 'bad-owner', message, cure: 'Write user, user:group or :group.' })];
}
