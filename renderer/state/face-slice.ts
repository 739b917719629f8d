import { openRuns } from './open-runs.ts';
import { runRoute } from './route.ts';
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

/** What can be written down from every room. */
export type Pen = Extract<Panel, 'note' | 'decision' | 'issue'>;

/** State of the face itself that no route holds. */
export interface FaceSlice {
  readonly panel: Panel | null;
  readonly isHelpOpen: boolean;
  /** What is to be written, while the palette asks about which run; null = it does not. */
  readonly penAsks: Pen | null;
  /** Rises after a recorded act: focus then goes to the next thing that needs a person. */
  readonly focusTurn: number;
  openPanel(panel: Panel | null): void;
  /** Writes about the run on the screen, else about the one that is open; false = there are several: ask which. */
  takePen(pen: Pen): boolean;
  /** Goes to a run and writes about it. */
  writeAbout(runId: string, pen: Pen): void;
  askPen(pen: Pen | null): void;
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
    penAsks: null,
    focusTurn: 0,
    openPanel(panel) {
      const runId = get().run?.header.runId ?? '';
      surroundings.memory.write(KEY, panel !== null && writing.has(panel) ? `${runId} ${panel}` : '');
      set({ panel });
    },
    takePen(pen) {
      const { route, run, tell, openPanel, writeAbout } = get();
      if (route.screen === 'run' && run !== null) {
        openPanel(pen);
        return true;
      }
      const [only, ...others] = openRuns(get().home);
      if (only === undefined) {
        const text = 'A note, a decision or an issue belongs to a run, and none is open now.';
        tell({ tone: 'plain', title: 'Nothing to write about', text });
        return true;
      }
      if (others.length > 0) return false;
      writeAbout(only.runId, pen);
      return true;
    },
    writeAbout(runId, pen) {
      const { route, navigate } = get();
      if (route.screen !== 'run' || route.runId !== runId) navigate(runRoute(runId));
      get().openPanel(pen);
    },
    askPen(penAsks) {
      set({ penAsks });
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
