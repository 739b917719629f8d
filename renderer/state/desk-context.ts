import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { DeskState } from './desk-state.ts';
import type { DeskStore } from './desk-store.ts';

export const DeskContext = createContext<DeskStore | null>(null);

export function useDeskStore(): DeskStore {
  const store = useContext(DeskContext);
  if (store === null) throw new Error('A component of the desk stands outside its store.');
  return store;
}

export function useDesk<T>(select: (state: DeskState) => T): T {
  return useStore(useDeskStore(), select);
}
