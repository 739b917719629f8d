/** Closes an exhaustive `switch`: a forgotten case is a compile error, a hostile value a thrown defect. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
