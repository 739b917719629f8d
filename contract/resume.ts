import type { OutputStream } from './events.ts';
import type { TopicMessage, TopicName, TopicParams } from './topics.ts';

/**
 * How a subscription goes on after a reconnect: the parameters that ask for what was not yet received.
 * Topics that begin with a snapshot need nothing.
 */
type Resumes = { readonly [N in TopicName]: (params: TopicParams<N>, received: TopicMessage<N>) => TopicParams<N> };

const resumes: Resumes = {
  home: (params) => params,
  checklist: (params) => params,
  environments: (params) => params,
  environment: (params) => params,
  questions: (params) => params,
  run: (params) => params,
  probes: (params) => params,
  rows: (params) => params,
  transfers: (params) => params,
  terminal: (params, received) => ({ ...params, from: received.offset + bytesOf(received.dataBase64) }),
  events: (params, received) => ({ ...params, afterSeq: received.lastSeq }),
  output: (params, received) => {
    const from: Partial<Record<OutputStream, number>> = { ...params.from };
    for (const chunk of received.chunks) from[chunk.stream] = chunk.offset + chunk.bytes;
    return { ...params, from };
  },
};

/** What so much base64 stands for. */
function bytesOf(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

export function resumeParams<N extends TopicName>(
  topic: N,
  params: TopicParams<N>,
  received: TopicMessage<N>,
): TopicParams<N> {
  const resume: Resumes[N] = resumes[topic];
  return resume(params, received);
}
