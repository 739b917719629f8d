import type { SliceTools } from './tools.ts';

/** How this person likes the runsheet; kept on this machine, over reloads. */
export interface RunsheetSlice {
  /** Columns of the table that are put away. */
  readonly hiddenColumns: readonly string[];
  showColumn(key: string, isShown: boolean): void;
}

const KEY = 'holdpoint.runsheet.hidden-columns';
/** What most nights do without. */
const usual = ['phase', 'attempts', 'after'];

export function runsheetSlice({ set, surroundings }: SliceTools): RunsheetSlice {
  return {
    hiddenColumns: remembered(surroundings.memory.read(KEY)),
    showColumn(key, isShown) {
      set(({ hiddenColumns }) => {
        const others = hiddenColumns.filter((one) => one !== key);
        const next = isShown ? others : [...others, key];
        surroundings.memory.write(KEY, JSON.stringify(next));
        return { hiddenColumns: next };
      });
    },
  };
}

/** What lies in the browser's memory may have been written by anybody. */
function remembered(text: string | null): readonly string[] {
  if (text === null) return usual;
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read.filter((one) => typeof one === 'string') : usual;
  } catch {
    return usual;
  }
}
