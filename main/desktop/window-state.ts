import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_BOUNDS, type WindowBounds } from './window-options.ts';

/** Remembers where the window was. A damaged or missing file means the default place, never an error. */
export interface WindowState {
  read(): WindowBounds;
  write(bounds: WindowBounds): void;
}

export function createWindowState(folder: string, screens: () => readonly Required<WindowBounds>[]): WindowState {
  const file = path.join(folder, 'window.json');
  return {
    read: () => {
      const bounds = parseBounds(readText(file));
      return bounds !== null && screens().some((screen) => overlaps(screen, bounds)) ? bounds : DEFAULT_BOUNDS;
    },
    write: ({ x, y, width, height }) => {
      try {
        writeFileSync(`${file}.new`, JSON.stringify({ x, y, width, height }));
        renameSync(`${file}.new`, file);
      } catch {
        // A full disk must not keep a window from closing.
      }
    },
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function parseBounds(text: string): Required<WindowBounds> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const numbers = ['x', 'y', 'width', 'height'].map((key) => (key in value ? Reflect.get(value, key) : null));
    const [x, y, width, height] = numbers;
    if (typeof x !== 'number' || typeof y !== 'number' || typeof width !== 'number' || typeof height !== 'number')
      return null;
    const isUsable = numbers.every((number) => Number.isInteger(number)) && width >= 640 && height >= 400;
    return isUsable ? { x, y, width, height } : null;
  } catch {
    return null;
  }
}

/** A screen that was unplugged must not take the window with it: at least the title bar has to be reachable. */
function overlaps(screen: Required<WindowBounds>, window: Required<WindowBounds>): boolean {
  const acrossX = Math.min(screen.x + screen.width, window.x + window.width) - Math.max(screen.x, window.x);
  const acrossY = Math.min(screen.y + screen.height, window.y + window.height) - Math.max(screen.y, window.y);
  return acrossX >= 120 && acrossY >= 40;
}
