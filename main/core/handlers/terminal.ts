import { failed, ok, type Result } from '../../../contract/errors.ts';
import { actorOf } from '../attribution.ts';
import type { TerminalSession } from '../terminal/terminal-session.ts';
import { bytesOfBase64 } from './base64.ts';
import type { CoreParts } from './core-parts.ts';
import type { FeatureHandlers } from './handler.ts';

export function terminalHandlers(parts: CoreParts): FeatureHandlers<'terminal'> {
  const { terminals } = parts;
  const onSession = (terminalId: string, act: (session: TerminalSession) => void): Result<Record<string, never>> => {
    const session = terminals.session(terminalId);
    if (session === null) return failed('not-found', 'That terminal is not open here.');
    if (session.view.state === 'closed')
      return failed('refused', `That terminal is closed. ${session.view.reason ?? ''}`);
    act(session);
    return ok({});
  };
  return {
    'terminal.list': ({ runId }) => terminals.list(runId),
    'terminal.open': (request, caller) => {
      const actor = actorOf(request.attribution, caller, parts.seat);
      return actor.ok ? terminals.open(request, actor.value) : actor;
    },
    'terminal.input': ({ terminalId, dataBase64 }) => {
      const bytes = bytesOfBase64(dataBase64);
      if (bytes === null) return failed('invalid-input', 'What was typed is not base64.');
      return onSession(terminalId, (session) => session.type(bytes));
    },
    'terminal.resize': ({ terminalId, ...size }) => onSession(terminalId, (session) => session.resize(size)),
    'terminal.seen': ({ terminalId, offset }) => {
      // The last bytes of one that just closed are still being shown: that is no mistake of the page.
      terminals.session(terminalId)?.seen(offset);
      return ok({});
    },
    'terminal.stay': ({ terminalId }) => onSession(terminalId, (session) => session.stay()),
    'terminal.close': ({ terminalId }) => onSession(terminalId, (session) => session.close()),
  };
}
