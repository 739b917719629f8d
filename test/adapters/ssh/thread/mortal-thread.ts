/** The thread of the product, which dies when the channel that its folder of keys names says so. */
import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads';
import { answerShell } from '../../../../main/adapters/ssh/thread/answer-shell.ts';

const channel = new BroadcastChannel(`mortal ${workerData.home}`);
channel.onmessage = () => {
  queueMicrotask(() => {
    throw new Error('died as it was told');
  });
};
channel.unref();
answerShell(parentPort, workerData);
