/** Reads sheets, which nobody vouches for, in a thread with a small heap of its own. */
import { parentPort } from 'node:worker_threads';
import { sheetReading } from '../adapters/sheet/sheet-reading.ts';
import { answerOn } from '../adapters/threads/answer-on.ts';
import { resolveWallTime } from '../adapters/zones.ts';

answerOn(parentPort, sheetReading(resolveWallTime));
