import { parentPort, workerData } from 'node:worker_threads';
import { answerFor } from './answer-for.ts';

/** Reads one sheet in a thread of its own. */
const { name, bytes }: { name: string; bytes: Uint8Array } = workerData;
parentPort?.postMessage(await answerFor(name, bytes));
