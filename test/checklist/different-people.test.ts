import { describe, expect, it } from 'vitest';
import { differentPeople, mayBeSamePerson } from '../../main/domain/checklist/index.ts';

describe('two names', () => {
  it.each([
    ['Anna', 'anna '],
    ['Anna Weber', 'Weber, Anna'],
    ['Anna Weber', 'A. Weber'],
    ['Anna Maria Weber', 'A M Weber'],
    ['José Núñez', 'Jose Nunez'],
    ['Zoë Groß', 'ZOE GROSS'],
    ['Müller', 'Mueller'],
    ['ﬁona Ward', 'Fiona Ward'],
    ['王 芳', '王　芳'],
    ['A. W.', 'Anna Weber'],
    ['Anna', 'Anna Weber'],
    ['Weber', 'Anna Weber'],
  ])('%s and %s may be one person', (left, right) => {
    expect(mayBeSamePerson(left, right)).toBe(true);
    expect(mayBeSamePerson(right, left)).toBe(true);
  });

  it.each([
    ['Anna', 'Ben'],
    ['Anna Weber', 'Anna Ito'],
    ['Jan Weber', 'Jana Weber'],
    ['Anna', 'Annabel Ito'],
    ['J. Ito', 'Jana Weber'],
    ['王芳', '王伟'],
    ['🙂', '🙃'],
  ])('%s and %s are two people', (left, right) => {
    expect(mayBeSamePerson(left, right)).toBe(false);
    expect(mayBeSamePerson(right, left)).toBe(false);
  });
});

it('counts people, not ticks', () => {
  expect(differentPeople([{ by: 'Anna Weber' }, { by: 'weber, anna' }, { by: 'Ben' }])).toBe(2);
});
