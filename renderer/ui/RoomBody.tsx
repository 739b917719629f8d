import type { ReactNode } from 'react';

/** The scrolling body of a room: in the tab order, so that the keyboard can scroll it. */
export function RoomBody({ children, className = '' }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <main className={`room-body ${className}`} tabIndex={0}>
      {children}
    </main>
  );
}
