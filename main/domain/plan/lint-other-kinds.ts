import { lintEnvironment } from '../environment/lint-environment.ts';
import type { About, DocumentValue } from './parse-document.ts';
import type { Path } from './text-tree.ts';
import type { ResolveWallTime } from './wall-time.ts';

type Other = Exclude<DocumentValue, { kind: 'Runbook' }>;

/** What the schemas cannot say about the other kinds: names that clash, zones and times that do not exist. */
export function lintOther(document: Other, resolve: ResolveWallTime): readonly About[] {
  switch (document.kind) {
    case 'Calendar': {
      const { entries, timezone } = document.value;
      const times = entries.flatMap((entry, index) => {
        const zone = entry.timezone ?? timezone ?? 'UTC';
        return [
          ...timeFaults([entry.start, ['entries', index, 'start']], zone, resolve),
          ...timeFaults([entry.end, ['entries', index, 'end']], zone, resolve),
        ];
      });
      return [
        ...clashes(
          entries.map((entry) => entry.id),
          ['entries'],
          'id',
        ),
        ...times,
      ];
    }
    case 'Checklist':
      return clashes(
        document.value.items.map((item) => item.id),
        ['items'],
        'id',
      );
    case 'Roster':
      return clashes(
        document.value.people.map((person) => person.id),
        ['people'],
        'id',
      );
    case 'ControlPolicy':
      return clashes(
        document.value.controls.map((control) => control.id),
        ['controls'],
        'id',
      );
    case 'MessagePlan':
      return clashes(
        document.value.messages.map((message) => message.key),
        ['messages'],
        'key',
      );
    case 'Environment':
      return lintEnvironment(document.value, resolve);
    case 'Release':
      return clashes(
        (document.value.components ?? []).map((component) => component.name),
        ['components'],
        'name',
      );
  }
}

function clashes(names: readonly string[], path: Path, key: string): readonly About[] {
  const seen = new Set<string>();
  return names.flatMap((name, index): About[] => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const message = `A second entry of ${String(path[0])} has the ${key} "${name}".`;
    const cure = `Give each a ${key} of its own.`;
    return [{ rule: 'duplicate-name', severity: 'error', path: [...path, index, key], message, cure }];
  });
}

function timeFaults(
  [text, path]: readonly [string | undefined, Path],
  zone: string,
  resolve: ResolveWallTime,
): readonly About[] {
  if (text === undefined) return [];
  const resolved = resolve(text.includes('T') ? text : `${text}T12:00`, zone);
  if (resolved.kind === 'instant') return [];
  const rules = { gap: 'dst-gap', fold: 'dst-fold', 'unknown-zone': 'unknown-zone', malformed: 'bad-time' } as const;
  return [{ rule: rules[resolved.kind], severity: 'error', path, message: resolved.message, cure: resolved.cure }];
}
