import { matchingLines, type OutputQuery } from './line-matcher.ts';

/** A pattern may take for ever on one line: it works here, where it can be ended. */
self.addEventListener('message', (event: MessageEvent<{ lines: readonly string[]; query: OutputQuery }>) => {
  self.postMessage(matchingLines(event.data.lines, event.data.query));
});
