/** Reads sheets, which nobody vouches for, in a thread with a small heap of its own. */
import { parentPort } from 'node:worker_threads';
import { answerFor } from '../adapters/sheet/answer-for.ts';
import { answerOn } from '../adapters/threads/answer-on.ts';

answerOn(parentPort, { readSheet: answerFor });
