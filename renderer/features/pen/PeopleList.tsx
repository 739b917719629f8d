import { useDesk } from '../../state/desk-context.ts';

/** Names and roles of the plan, proposed while somebody types a person. */
export function PeopleList({ id }: { readonly id: string }) {
  const people = useDesk((state) => state.run?.people);
  return (
    <datalist id={id}>
      {(people ?? []).map((person) => (
        <option key={person.role} value={person.name}>
          {person.role}
        </option>
      ))}
    </datalist>
  );
}
