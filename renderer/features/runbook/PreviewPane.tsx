// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
import { counted } from '../../format/duration.ts';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { CopyButton } from './CopyButton.tsx';
import { PreviewEnvironment } from './PreviewEnvironment.tsx';
import { PreviewText } from './PreviewText.tsx';
import { openPlaceholders, type PreviewGroup, type PreviewStep, previewGroups } from './preview-groups.ts';

/** One step: its text, once for all targets that get the same, and what differs between them. */
export function PreviewPane({ step }: { readonly step: PreviewStep }) {
  const groups = previewGroups(step);
  const { later, never } = openPlaceholders(step);
  return (
    <RoomBody className="preview-pane">
      <header className="preview-head">
        <h2>{step.title}</h2>
        <span className="dim code">{step.stepId}</span>
        <span className="dim">{step.kind}</span>
      </header>
      {groups.length === 0 && <p className="dim">{withoutTargets[step.kind] ?? 'Nothing runs.'}</p>}
      {never.length > 0 && (
        <p className="preview-warning" role="alert">
          <strong>No value: {never.join(', ')}.</strong> Without it nothing would be sent.
        </p>
      )}
      {later.length > 0 && <p className="dim">Known only when it runs: {later.join(', ')}. Marked in the text.</p>}
      {step.kind === 'http' && (
        <p className="hint">Beside what is shown, a client adds host, user-agent, connection and content-length.</p>
      )}
      {groups.map((group, index) => (
        <Group
          key={group.first.name}
          group={group}
          step={step}
          other={index === 0 ? null : (groups[0]?.first.what ?? null)}
        />
      ))}
    </RoomBody>
  );
}

const withoutTargets: Readonly<Record<string, string>> = {
  manual: 'A person does it; nothing is sent.',
  checklist: 'A person ticks its items; nothing is sent.',
  gate: 'People decide; nothing is sent.',
  wait: 'It waits; nothing is sent.',
  milestone: 'It marks a moment; nothing is sent.',
};

interface GroupProps {
  readonly group: PreviewGroup;
  readonly step: PreviewStep;
  /** The text of the largest group, to mark what is different here. */
  readonly other: string | null;
}

function Group({ group, step, other }: GroupProps) {
  const { first, targets } = group;
  const { kind } = step;
  return (
    <section className="preview-group" aria-label={`What ${targets.map(({ name }) => name).join(', ')} get`}>
      <div className="preview-for">
        <h3>{forWhom(group, step)}</h3>
        {targets.length > 1 && (
          <span className="dim clip" title={targets.map(({ name }) => name).join(', ')}>
            {targets.map(({ name }) => name).join(', ')}
          </span>
        )}
      </div>
      {first.refusal !== null && (
        <p className="preview-warning" role="alert">
          <strong>This would not be sent.</strong> {first.refusal}
        </p>
      )}
      {first.how !== undefined && <p className="dim">{first.how}</p>}
      <Text title={titles[kind] ?? 'What is sent'} text={first.what} of={first.unresolved} other={other} />
      {first.check !== null && <Text title="Check" text={first.check} of={[]} other={null} />}
      {first.verify !== null && <Text title="Verify" text={first.verify} of={[]} other={null} />}
      {kind === 'ssh' && <PreviewEnvironment group={group} />}
    </section>
  );
}

const titles: Readonly<Record<string, string>> = { ssh: 'Script', http: 'Request', message: 'Message' };

function forWhom({ first, targets }: PreviewGroup, { kind, targets: all }: PreviewStep): string {
  if (kind === 'message') return `To ${first.address}`;
  if (targets.length === 1) return `On ${first.name} (${first.address})`;
  return targets.length === all.length
    ? `The same on ${counted(targets.length, 'target')}`
    : `The same on ${targets.length} of ${counted(all.length, 'target')}`;
}

interface TextProps {
  readonly title: string;
  readonly text: string;
  readonly of: readonly string[];
  readonly other: string | null;
}

function Text({ title, text, of, other }: TextProps) {
  return (
    <div className="preview-text">
      <div className="preview-bar">
        <h4>{title}</h4>
        {other !== null && <span className="dim">lines that differ from the first are marked</span>}
        <CopyButton label={`Copy ${title.toLowerCase()}`} text={text} />
      </div>
      <section className="script preview-script" tabIndex={0} aria-label={title}>
        <pre>
          <PreviewText text={text} unresolved={of} other={other} />
        </pre>
      </section>
    </div>
  );
}
