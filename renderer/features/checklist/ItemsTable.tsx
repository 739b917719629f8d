import type { ChecklistView } from '../../../contract/checklists.ts';

/** The items of a stored checklist as the next pass would freeze them. */
export function ItemsTable({ items }: Pick<ChecklistView, 'items'>) {
  return (
    <section aria-labelledby="items">
      <h2 id="items">
        Items <span className="count">{items.length}</span>
      </h2>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Due</th>
            <th scope="col">What has to be so</th>
            <th scope="col">Responsible</th>
            <th scope="col">Asks for</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <td className="figures">{item.due?.text ?? '–'}</td>
              <td className="wrap">{item.text}</td>
              <td>{item.responsible ?? '–'}</td>
              <td>
                {item.fourEyes && <span className="tag">two people</span>}
                {item.evidence.map((demand) => (
                  <span className="under" key={demand.id}>
                    {`${demand.text} (${demand.type}${demand.required ? '' : ', if there is one'})`}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
