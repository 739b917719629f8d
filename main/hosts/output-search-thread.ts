/** Indexes stored output and searches it beside the core, with less of the machine than what is at work. */
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { answerOn } from '../adapters/threads/answer-on.ts';
import { outputSearchDeeds } from './output-search-deeds.ts';

// Only there is a thread given way without the whole process giving way with it.
if (process.platform === 'linux') setPriority(10);

answerOn(parentPort, outputSearchDeeds());
