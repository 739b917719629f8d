/** What runs beside the core, in a thread of its own: reading documents, which takes a second when they are large. */
import { parentPort } from 'node:worker_threads';
import { sha256 } from '../adapters/digest.ts';
import { answerOn } from '../adapters/threads/answer-on.ts';
import { resolveWallTime } from '../adapters/zones.ts';
import { documentReading } from '../core/reading/document-reading.ts';

answerOn(parentPort, documentReading({ resolveWallTime, digest: sha256 }));
