import type { EditActs } from './edit-revisions.ts';
import type { SliceTools } from './tools.ts';

/** The file on the core's machine that a document is bound to. */
export function fileActs({ client, get }: SliceTools, { session, update, replaceText }: EditActs) {
  return {
    async lookAtFile(): Promise<void> {
      const now = session();
      if (now === null) return;
      const answer = await client.call('documents.file', { key: now.base.key });
      if (answer.ok && session()?.base.key === now.base.key) update(() => ({ file: answer.value }));
    },
    async linkFile(path: string): Promise<boolean> {
      const now = session();
      if (now === null) return false;
      const answer = await client.call('documents.link', { key: now.base.key, path, attribution: get().attribution() });
      update(() => (answer.ok ? { file: answer.value, fileProblem: null } : { fileProblem: answer.problem }));
      return answer.ok;
    },
    async unlinkFile(): Promise<void> {
      const now = session();
      if (now === null) return;
      const answer = await client.call('documents.unlink', { key: now.base.key, attribution: get().attribution() });
      update(() => (answer.ok ? { file: null, fileProblem: null } : { fileProblem: answer.problem }));
    },
    async compareFile(): Promise<void> {
      const text = await fileText();
      const now = session();
      if (text === null || now === null) return;
      const answer = await client.call('documents.compare', {
        key: now.base.key,
        from: now.base.revision,
        to: { text },
      });
      if (answer.ok)
        update(() => ({ comparison: { title: `Revision ${now.base.revision} → the file`, ...answer.value } }));
      else get().tellProblem('The file was not compared', answer.problem);
    },
    /** What the file says becomes the draft; it is a revision when it is saved, and one undo away until then. */
    async takeBoundFile(): Promise<void> {
      const text = await fileText();
      if (text === null) return;
      replaceText(text);
      await get().saveEdit('Taken from the file');
    },
    /** The newest revision goes over the file, as long as it is still what was shown here. */
    async keepOurs(): Promise<void> {
      const now = session();
      if (now === null || now.file === null) return;
      const { key } = now.base;
      const seenSha256 = now.file.sha256;
      const answer = await client.call('documents.write', { key, seenSha256, attribution: get().attribution() });
      if (answer.ok) update(() => ({ file: answer.value, fileProblem: null, comparison: null }));
      else {
        update(() => ({ fileProblem: answer.problem }));
        await get().lookAtFile();
      }
    },
  };

  async function fileText(): Promise<string | null> {
    const now = session();
    if (now === null) return null;
    const answer = await client.call('documents.file', { key: now.base.key, withText: true });
    if (!answer.ok) {
      get().tellProblem('The file was not read', answer.problem);
      return null;
    }
    update(() => ({ file: answer.value }));
    return answer.value?.text ?? null;
  }
}
