/** How a value must look where it lands: as it is, inside a JSON string, or as a component of a URL. */
export type TemplateMode = 'text' | 'json-string' | 'url-component';

/** The value a reference names (`inputs.version`), or null when it has none yet. */
export type LookUp = (reference: string) => string | null;

export interface ResolvedTemplate {
  readonly text: string;
  /** References without a value, each once; their placeholders stay in the text. */
  readonly unresolved: readonly string[];
}

const placeholder = /\$\{\{([^{}]*)\}\}/g;

/**
 * Puts values in the place of `${{ … }}`. Nothing is evaluated, and a value that itself looks like a
 * placeholder stays text: the text is walked once.
 */
export function resolveTemplate(template: string, lookUp: LookUp, mode: TemplateMode): ResolvedTemplate {
  const unresolved = new Set<string>();
  const text = template.replace(placeholder, (whole, inner: string) => {
    const reference = inner.trim();
    const value = lookUp(reference);
    if (value === null) unresolved.add(reference);
    return value === null ? whole : escaped(value, mode);
  });
  return { text, unresolved: [...unresolved] };
}

function escaped(value: string, mode: TemplateMode): string {
  switch (mode) {
    case 'text':
      return value;
    case 'json-string':
      return JSON.stringify(value).slice(1, -1);
    case 'url-component':
      return encodeURIComponent(value.toWellFormed());
  }
}

/** References of a text in their order, and whether a placeholder is begun but not ended. */
export function referencesIn(template: string): { readonly references: readonly string[]; readonly isBroken: boolean } {
  const references = [...template.matchAll(placeholder)].map((match) => (match[1] ?? '').trim());
  return { references, isBroken: template.replace(placeholder, '').includes('${{') };
}

export type Reference =
  | { readonly kind: 'input' | 'secret' | 'release' | 'target'; readonly name: string }
  | { readonly kind: 'output'; readonly step: string; readonly name: string };

/** `inputs.x`, `target.x`, `steps.ID.outputs.x`, `release.x`, `secrets.x`; null = none of them. */
export function readReference(reference: string): Reference | null {
  const [root, name = '', ...rest] = reference.split('.');
  if (name === '') return null;
  if (root === 'steps') {
    const [field, output = '', ...more] = rest;
    return field === 'outputs' && output !== '' && more.length === 0
      ? { kind: 'output', step: name, name: output }
      : null;
  }
  if (root === 'target') return { kind: 'target', name: [name, ...rest].join('.') };
  if (rest.length > 0) return null;
  if (root === 'inputs') return { kind: 'input', name };
  if (root === 'secrets') return { kind: 'secret', name };
  return root === 'release' ? { kind: 'release', name } : null;
}
