/**
 * Names are typed, so no software knows who stands behind them. What it can do is not to be fooled by spelling:
 * case, spaces, accents, punctuation, the order of the words ("Weber, Jana") and a first name cut to its initial are
 * taken as the same person. Where that hits two people of one name, writing the names out in full tells them apart.
 */
export function mayBeSamePerson(left: string, right: string): boolean {
  const [a, b] = [wordsOf(left), wordsOf(right)];
  if (a.join(' ') === b.join(' ')) return true;
  return a.length === b.length && a.length > 1 && sameButForInitials(a, b);
}

/** How many of them are certainly not the same person twice; a name already counted counts once. */
export function differentPeople(said: readonly { readonly by: string }[]): number {
  const counted: string[] = [];
  for (const { by } of said) {
    if (!counted.some((name) => mayBeSamePerson(name, by))) counted.push(by);
  }
  return counted.length;
}

/** Words without accents (ü, ue and u are one) and punctuation, in alphabetical order. A name of signs alone stays as it is. */
function wordsOf(name: string): readonly string[] {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/([aou])e/g, '$1');
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return words.length === 0 ? [name.trim()] : words.toSorted();
}

/** Each word of one is a word of the other or its initial, and at least one word is written out in both. */
function sameButForInitials(left: readonly string[], right: readonly string[]): boolean {
  const rest = [...right];
  let whole = 0;
  const take = (fits: (word: string) => boolean): boolean => {
    const index = rest.findIndex(fits);
    if (index >= 0) rest.splice(index, 1);
    return index >= 0;
  };
  const others = left.filter((word) => {
    const isThere = word.length > 1 && take((other) => other === word);
    if (isThere) whole += 1;
    return !isThere;
  });
  return whole > 0 && others.every((word) => take((other) => isInitialOf(word, other) || isInitialOf(other, word)));
}

function isInitialOf(short: string, long: string): boolean {
  return [...short].length === 1 && long.startsWith(short);
}
