import type { PlanTarget } from '../../../contract/plan.ts';
import { type LookUp, readReference } from './template.ts';

/** Everything a placeholder may name at the moment a step starts on a target. */
export interface ValueScope {
  readonly inputs: Readonly<Record<string, string>>;
  /** Values of secret inputs; mask them before showing anything. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Values of the vault. A script gets one only where `env` maps it. */
  readonly vault?: Readonly<Record<string, string>>;
  readonly target: PlanTarget | null;
  /** Step id → name → value, of steps that have ended well. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function lookUpIn(scope: ValueScope): LookUp {
  return (text) => {
    const reference = readReference(text);
    if (reference === null) return null;
    switch (reference.kind) {
      case 'input':
        return own(scope.inputs, reference.name);
      case 'secret':
        return own(scope.secrets, reference.name) ?? own(scope.vault ?? {}, reference.name);
      case 'output':
        return own(own(scope.outputs, reference.step) ?? {}, reference.name);
      case 'target':
        return scope.target === null ? null : targetValue(scope.target, reference.name);
      case 'release':
        return null;
    }
  };
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | null {
  return Object.hasOwn(record, name) ? (record[name] ?? null) : null;
}

/** Names after `target.` that exist for every target of a kind; labels come as `labels.tier`. */
export const targetValueNames = ['name', 'host', 'port', 'user', 'baseUrl'] as const;

function targetValue(target: PlanTarget, name: string): string | null {
  if (name.startsWith('labels.')) return own(target.labels, name.slice('labels.'.length));
  if (name === 'name') return target.name;
  if (target.kind === 'http') return name === 'baseUrl' ? target.baseUrl : null;
  if (name === 'host') return target.host;
  if (name === 'port') return String(target.port);
  return name === 'user' ? target.user : null;
}
