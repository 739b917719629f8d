import { act } from './act.ts';
import { artifact } from './artifact.ts';
import { backup } from './backup.ts';
import { checklist } from './checklist.ts';
import { close } from './close.ts';
import type { Verb } from './command-line.ts';
import { decide } from './decide.ts';
import { eta } from './eta.ts';
import { importSheet } from './import.ts';
import { issue } from './issue.ts';
import { lint } from './lint.ts';
import { log } from './log.ts';
import { preflight } from './preflight.ts';
import { preview } from './preview.ts';
import { probes } from './probes.ts';
import { range } from './range.ts';
import { rebase } from './rebase.ts';
import { rebuild } from './rebuild.ts';
import { report } from './report.ts';
import { restore } from './restore.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';
import { abort, cancel, hold, note } from './run-commands.ts';
import { search } from './search.ts';
import { secrets } from './secrets.ts';
import { serve } from './serve.ts';
import { status } from './status.ts';
import { targets } from './targets.ts';
import { update } from './update.ts';
import { verify } from './verify.ts';
import { why } from './why.ts';

const all: readonly Verb[] = [
  lint,
  preview,
  importSheet,
  preflight,
  artifact,
  probes,
  run,
  resume,
  hold,
  abort,
  cancel,
  close,
  act,
  note,
  decide,
  issue,
  eta,
  rebase,
  update,
  checklist,
  targets,
  status,
  why,
  log,
  search,
  report,
  verify,
  backup,
  restore,
  rebuild,
  secrets,
  serve,
  range,
];

/** Every verb that is built, by name. */
export const verbs: ReadonlyMap<string, Verb> = new Map(all.map((verb) => [verb.name, verb]));
