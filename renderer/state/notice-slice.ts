import type { Problem } from '../../contract/errors.ts';
import type { SliceTools } from './tools.ts';

/** Something a person should know that no other part of the screen says. */
interface Notice {
  readonly id: string;
  readonly tone: 'plain' | 'good' | 'bad';
  readonly title: string;
  readonly text: string;
  readonly details: readonly string[];
}

export interface NoticeSlice {
  readonly notices: readonly Notice[];
  tell(notice: Omit<Notice, 'id' | 'details'> & { readonly details?: readonly string[] }): void;
  tellProblem(title: string, problem: Problem): void;
  dismissNotice(id: string): void;
}

const SHOWN = 4;

export function noticeSlice({ set, surroundings }: SliceTools): NoticeSlice {
  return {
    notices: [],
    tell(notice) {
      const full: Notice = { details: [], ...notice, id: surroundings.newId() };
      set((state) => ({ notices: [...state.notices, full].slice(-SHOWN) }));
      if (notice.tone !== 'bad') surroundings.after(6000, () => dismiss(full.id));
    },
    tellProblem(title, problem) {
      const findings = (problem.findings ?? []).map((finding) => finding.message);
      const full: Notice = {
        id: surroundings.newId(),
        tone: 'bad',
        title,
        text: problem.message,
        details: [...(problem.details ?? []), ...findings],
      };
      set((state) => ({ notices: [...state.notices, full].slice(-SHOWN) }));
    },
    dismissNotice: dismiss,
  };

  function dismiss(id: string): void {
    set((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
  }
}
