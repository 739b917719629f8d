import { describe, expect, it } from 'vitest';
import type { QuestionView } from '../../contract/questions.ts';
import {
  groupsOf,
  plain,
  plainLines,
  subjectsText,
  titleOf,
} from '../../renderer/features/questions/question-groups.ts';

function question(change: Partial<QuestionView>): QuestionView {
  const questionId = `question-${change.subject ?? 'x'}-${change.kind ?? 'sudo'}`;
  return {
    ...{ questionId, kind: 'sudo', subject: 'deploy@web-01:22', instructions: '', attempt: 1, askedAt: 0 },
    prompts: [{ text: 'Password:', echo: false }],
    ...{ expiresAt: 1, waiting: 1, mayBeRemembered: true, isInLockedVault: false },
    ...change,
  };
}

const hosts = Array.from({ length: 40 }, (_, at) => question({ subject: `deploy@web-${at + 1}:22` }));

describe('questions of many hosts', () => {
  it('are one form where one account is asked for its password', () => {
    const groups = groupsOf(hosts);
    expect(groups).toHaveLength(1);
    expect(groups.map(titleOf)).toEqual(['sudo on 40 hosts wants a password']);
    expect(subjectsText(hosts)).toBe('deploy@web-1:22, deploy@web-2:22, deploy@web-3:22 and 37 more');
  });

  it('are apart where accounts differ, where an answer was wrong, and where an answer is good once', () => {
    const apart = [
      question({ subject: 'deploy@a:22' }),
      question({ subject: 'root@a:22' }),
      question({ subject: 'deploy@b:22', attempt: 2 }),
      question({ subject: 'deploy@c:22', kind: 'keyboard-interactive', mayBeRemembered: false }),
      question({ subject: 'deploy@d:22', kind: 'keyboard-interactive', mayBeRemembered: false }),
      question({ subject: '/home/a/id', kind: 'passphrase' }),
      question({ subject: '/home/b/id', kind: 'passphrase' }),
    ];
    expect(groupsOf(apart)).toHaveLength(apart.length);
  });
});

describe('the words of a server', () => {
  it('cannot draw over ours', () => {
    expect(plain('a\u001b[2Jb\u202ec\u0007')).toBe('a·[2Jb·c·');
    expect(plainLines('one\r\ntwo\u009b31m\n')).toBe('one\ntwo·31m');
  });
});
