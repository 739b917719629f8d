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
  /** Once after a reload: the panel somebody was writing in about this run. */
  restorePanel(runId: string): void;
  showHelp(open: boolean): void;
  passFocus(): void;
}

/** Panels in which somebody writes: a reload opens them again, with what was written. */
const writing: ReadonlySet<Panel> = new Set(['close', 'note', 'decision', 'issue', 'eta', 'rebase', 'update']);
const KEY = 'holdpoint.panel';

export function faceSlice({ get, set, surroundings }: SliceTools): FaceSlice {
  let isFresh = true;
  return {
    panel: null,
    isHelpOpen: false,
    focusTurn: 0,
    openPanel(panel) {
      const runId = get().run?.header.runId ?? '';
      surroundings.memory.write(KEY, panel !== null && writing.has(panel) ? `${runId} ${panel}` : '');
      set({ panel });
    },
    restorePanel(runId) {
      const kept = [...writing].find((panel) => surroundings.memory.read(KEY) === `${runId} ${panel}`);
      if (isFresh && kept !== undefined) set({ panel: kept });
      isFresh = false;
    },
    showHelp(open) {
      set({ isHelpOpen: open });
    },
    passFocus() {
      set((state) => ({ focusTurn: state.focusTurn + 1 }));
    },
  };
}
