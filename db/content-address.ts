/** Guards every path made from a digest that came from outside. */
export function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
