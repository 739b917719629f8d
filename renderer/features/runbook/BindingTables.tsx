import type { RunbookView } from '../../../contract/workspace-views.ts';

export function TargetsTable({ targets }: { readonly targets: RunbookView['targets'] }) {
  if (targets.length === 0) return null;
  return (
    <section aria-labelledby="targets">
      <h2 id="targets">
        Targets <span className="count">{targets.length}</span>
      </h2>
      <table className="table dense" aria-label="Targets">
        <thead>
          <tr>
            <th scope="col">Name and address</th>
            <th scope="col">Labels</th>
          </tr>
        </thead>
        <tbody>
          {targets.map((target) => (
            <tr key={target.name}>
              <td className="code wrap">
                {target.name}
                <span className="under">{target.address}</span>
              </td>
              <td className="code dim">
                {Object.entries(target.labels)
                  .map(([name, value]) => `${name}=${value}`)
                  .join(' ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function PeopleTable({ people }: { readonly people: RunbookView['people'] }) {
  if (people.length === 0) return null;
  return (
    <section aria-labelledby="people">
      <h2 id="people">People</h2>
      <table className="table dense" aria-label="People">
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col">Name</th>
            <th scope="col">Phone</th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.role}>
              <td>{person.role}</td>
              <td>
                {person.name}
                {person.backup !== null && <span className="under">backup: {person.backup}</span>}
              </td>
              <td className="figures dim">{person.phone ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
