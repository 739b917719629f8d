import type { SliceTools } from './tools.ts';

/** The one inline panel that is open on the run screen. Never a modal: Hold and Abort stay in reach. */
export type Panel =
  | 'abort'
  | 'cancel'
  | 'close'
  | 'hold'
  | 'start'
  | 'resume'
  | 'note'
  | 'decision'
  | 'issue'
  | 'eta'
  | 'rebase'
  | 'update'
  | 'sounds'
  | 'identity';

/** State of the face itself that no route holds. */
export interface FaceSlice {
  readonly panel: Panel | null;
  readonly isHelpOpen: boolean;
  /** Rises after a recorded act: focus then goes to the next thing that needs a person. */
  readonly focusTurn: number;
  openPanel(panel: Panel | null): void;
  showHelp(open: boolean): void;
  passFocus(): void;
}

export function faceSlice({ set }: SliceTools): FaceSlice {
  return {
    panel: null,
    isHelpOpen: false,
    focusTurn: 0,
    openPanel(panel) {
      set({ panel });
    },
    showHelp(open) {
      set({ isHelpOpen: open });
    },
    passFocus() {
      set((state) => ({ focusTurn: state.focusTurn + 1 }));
    },
  };
}
