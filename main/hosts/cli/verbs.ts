import { act } from './act.ts';
import { backup } from './backup.ts';
import type { Verb } from './command-line.ts';
import { lint } from './lint.ts';
import { log } from './log.ts';
import { preflight } from './preflight.ts';
import { preview } from './preview.ts';
import { range } from './range.ts';
import { rebuild } from './rebuild.ts';
import { report } from './report.ts';
import { restore } from './restore.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';
import { abort, cancel, close, hold, note } from './run-commands.ts';
import { serve } from './serve.ts';
import { status } from './status.ts';
import { verify } from './verify.ts';
import { why } from './why.ts';

const all: readonly Verb[] = [
  lint,
  preview,
  preflight,
  run,
  resume,
  hold,
  abort,
  cancel,
  close,
  act,
  note,
  status,
  why,
  log,
  report,
  verify,
  backup,
  restore,
  rebuild,
  serve,
  range,
];

/** Every verb that is built, by name. */
export const verbs: ReadonlyMap<string, Verb> = new Map(all.map((verb) => [verb.name, verb]));
