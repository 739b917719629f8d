import { CopyButton } from './CopyButton.tsx';
import { Marked } from './PreviewText.tsx';
import { environmentText, type PreviewGroup } from './preview-groups.ts';

/** The environment: what is the same everywhere once, what differs as a table by target. */
export function PreviewEnvironment({ group }: { readonly group: PreviewGroup }) {
  const { common, differing, first, targets } = group;
  return (
    <div className="preview-text">
      <div className="preview-bar">
        <h4>Environment</h4>
        <span className="dim">secrets are masked; HP_RUN_ID is set at the start</span>
        {targets.length === 1 && <CopyButton label="Copy environment" text={environmentText(first.env)} />}
      </div>
      <table className="table dense preview-env" aria-label="Environment">
        <tbody>
          {common.map(([name, value]) => (
            <tr key={name}>
              <th scope="row" className="code">
                {name}
              </th>
              <td className="code">
                <Marked text={value} unresolved={first.unresolved} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {differing.length > 0 && <Differing group={group} />}
    </div>
  );
}

function Differing({ group: { differing, targets } }: { readonly group: PreviewGroup }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="preview-differing" tabIndex={0} aria-label="What differs by target">
      <table className="table dense" aria-label="What differs by target">
        <thead>
          <tr>
            <th scope="col">Target</th>
            {differing.map((name) => (
              <th scope="col" className="code" key={name}>
                {name}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {targets.map((target) => (
            <tr key={target.name}>
              <th scope="row" className="code" title={target.address}>
                {target.name}
              </th>
              {differing.map((name) => (
                <td className="code" key={name}>
                  {target.env[name] === undefined ? (
                    <span className="dim">not set</span>
                  ) : (
                    <Marked text={target.env[name] ?? ''} unresolved={target.unresolved} />
                  )}
                </td>
              ))}
              <td>
                <CopyButton
                  label={`Copy the environment of ${target.name}`}
                  text={environmentText(target.env)}
                  isSmall
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
