import { failed, type Result } from '../../../contract/errors.ts';

/** What the operating system said of a file, in words. */
export function fileTrouble(file: string, error: unknown, doing: 'read' | 'write'): Result<never> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return failed('not-found', `There is no file ${file}.`);
    case 'ENOTDIR':
      return failed('not-found', `There is no file ${file}: a part of its path is no folder.`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return doing === 'read'
        ? failed('refused', `${file} may not be read by you. Ask for the right to read it, or unbind it.`)
        : failed('refused', `${file} is read-only for you, so it was left as it is. The revision is stored here.`);
    case 'ELOOP':
      return failed('refused', `${file} is a link to another file. Name the file itself.`);
    case 'ENOSPC':
    case 'EDQUOT':
      return failed(
        'refused',
        `There is no room on the disk of ${file}, so it was left as it is. Free some and save again.`,
      );
    default:
      return failed('refused', `${file} cannot be ${doing === 'read' ? 'read' : 'written'}: ${text(error)}`);
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
