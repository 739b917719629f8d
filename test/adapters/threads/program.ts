import { parentPort } from 'node:worker_threads';
import { answerOn } from '../../../main/adapters/threads/answer-on.ts';
import { deeds } from './deeds.ts';

answerOn(parentPort, deeds);
