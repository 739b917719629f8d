/** Looks through stored output beside the core: a gigabyte takes seconds, and a pattern may never come to an end. */
import { parentPort } from 'node:worker_threads';
import { findRows } from '../../db/find-rows.ts';
import { answerOn } from '../adapters/threads/answer-on.ts';

answerOn(parentPort, { findRows });
