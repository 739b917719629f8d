/**
 * Names are typed, so no software knows who stands behind them. What it can do is not to be fooled by spelling:
 * case, spaces, accents, punctuation, the order of the words ("Weber, Jana"), a name cut to its initial or left out
 * ("J. Weber", "Jana") are taken as the same person. Where that hits two people, naming both in full tells them apart.
 */
export function mayBeSamePerson(left: string, right: string): boolean {
  const [a, b] = [wordsOf(left), wordsOf(right)];
  return a.length <= b.length ? areAllIn(a, b) : areAllIn(b, a);
}

/** How many of them are certainly not the same person twice; a name already counted counts once. */
export function differentPeople(said: readonly { readonly by: string }[]): number {
  const counted: string[] = [];
  for (const { by } of said) {
    if (!counted.some((name) => mayBeSamePerson(name, by))) counted.push(by);
  }
  return counted.length;
}

/** Words without accents (ü, ue and u are one) and punctuation. A name of signs alone stays as it is. */
function wordsOf(name: string): readonly string[] {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain
    .replace(/ß/g, 'ss')
    .replace(/([aou])e/g, '$1')
    .split(/[^\p{L}\p{N}]+/u);
  const spoken = words.filter((word) => word !== '');
  return spoken.length === 0 ? [name.trim()] : spoken;
}

/** Each word of the shorter name is one of the longer, whole words first, else as an initial. */
function areAllIn(shorter: readonly string[], longer: readonly string[]): boolean {
  const rest = [...longer];
  const take = (fits: (word: string) => boolean): boolean => {
    const index = rest.findIndex(fits);
    if (index >= 0) rest.splice(index, 1);
    return index >= 0;
  };
  return shorter
    .filter((word) => !take((other) => other === word))
    .every((word) => take((other) => isInitialOf(word, other) || isInitialOf(other, word)));
}

function isInitialOf(short: string, long: string): boolean {
  return [...short].length === 1 && /^[\p{L}]/u.test(short) && long.startsWith(short);
}
