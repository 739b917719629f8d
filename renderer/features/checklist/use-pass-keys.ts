import { useEffect } from 'react';
import type { PassView } from '../../../contract/checklists.ts';
import { type PassDesk, tickId } from './use-pass-desk.ts';

const TYPING = 'input:not([type=checkbox]), textarea, select, [role=dialog], [role=radiogroup]';

/** J and K move from square to square, X presses the one the focus is on, N notes. Space is the button's own key. */
export function usePassKeys(pass: PassView, desk: PassDesk, openPassNote: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { target, key } = event;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!(target instanceof HTMLElement) || target.closest(TYPING) !== null) return;
      const focused = target.closest<HTMLElement>('[data-item]')?.dataset.item;
      if (key === 'j' || key === 'k') move(desk, focused ?? desk.selected, key === 'j' ? 1 : -1);
      else if (key === 'x') {
        const item = pass.items.find(({ id }) => id === focused);
        if (item === undefined || event.repeat) return;
        desk.press(item);
      } else if (key === 'n') {
        if (pass.closed !== null) return;
        if (focused === undefined) openPassNote();
        else desk.openForm(focused, 'note');
      } else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [pass, desk, openPassNote]);
}

/** In the order of the screen, whatever the grouping. */
function move(desk: PassDesk, from: string | null, by: number): void {
  const ids = [...document.querySelectorAll<HTMLElement>('[data-item]')].flatMap(({ dataset }) => dataset.item ?? []);
  const at = from === null ? -1 : ids.indexOf(from);
  const isFocused = document.activeElement?.closest('[data-item]') !== null;
  const next = ids[at === -1 || !isFocused ? Math.max(0, at) : Math.min(ids.length - 1, Math.max(0, at + by))];
  if (next === undefined) return;
  desk.select(next);
  document.getElementById(tickId(next))?.focus();
}
