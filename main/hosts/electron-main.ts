import { app } from 'electron';
import { readLaunchWords } from '../desktop/launch-words.ts';
import { openDesktop } from './electron-desktop.ts';

/** The program Electron starts: the desktop, or with `--cli` as its first word the command line. */
const launch = readLaunchWords(process.argv, app.isPackaged);
if (launch.kind === 'cli') {
  process.argv = [process.execPath, 'holdpoint', ...launch.words];
  app.dock?.hide();
  await import('./cli.ts');
} else if (launch.kind === 'not-node') {
  // A window in place of the answer that was waited for would look like success.
  process.stderr.write('This program does not run scripts.\n');
  app.exit(64);
} else {
  openDesktop(launch.workspace);
}
