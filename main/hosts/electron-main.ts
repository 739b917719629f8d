import { app } from 'electron';
import { readLaunchWords } from '../desktop/launch-words.ts';
import { openDesktop } from './electron-desktop.ts';

/** The program Electron starts: the desktop, or with `--cli` as its first word the command line. */
const launch = readLaunchWords(process.argv, app.isPackaged);
if (launch.kind === 'cli') {
  process.argv = [process.execPath, 'holdpoint', ...launch.words];
  app.dock?.hide();
  await import('./cli.ts');
} else {
  openDesktop(launch.workspace);
}
