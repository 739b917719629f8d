/** Holds the connections to targets beside the core: neither logins nor live sessions may hold up the desk. */
import { parentPort, workerData } from 'node:worker_threads';
import { answerShell } from '../adapters/ssh/thread/answer-shell.ts';

// Plain data from `createThreadedShell`, of the same build.
answerShell(parentPort, workerData);
