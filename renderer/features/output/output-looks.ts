/** How the lines are shown. */
export interface OutputLooks {
  readonly isWrapped: boolean;
  readonly hasNumbers: boolean;
  readonly hasTimes: boolean;
  /** Sequences and controls as they came, instead of what a terminal would make of them. */
  readonly isRaw: boolean;
}

export const usualLooks: OutputLooks = { isWrapped: false, hasNumbers: false, hasTimes: false, isRaw: false };
