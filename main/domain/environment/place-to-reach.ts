import { readSelector } from '../../../contract/documents/selector.ts';
import type { PlanTarget } from '../../../contract/plan.ts';
import { selectTargets } from '../plan/select-targets.ts';

export interface Place {
  /** As people know it: the name of the target, or host:port. */
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly isHttps: boolean;
}

export type ReadPlace =
  | { readonly ok: true; readonly places: readonly Place[] }
  | { readonly ok: false; readonly message: string; readonly cure: string };

interface Row {
  readonly to: string;
  readonly port?: number | undefined;
  readonly protocol?: 'tcp' | 'https' | undefined;
}

/** `host:port`, a target, `target:port`, or a selector of targets; a target stands for its host. */
export function readPlace({ to, port, protocol }: Row, targets: readonly PlanTarget[]): ReadPlace {
  const isHttps = protocol === 'https';
  const selector = /[=(]/.test(to) ? readSelector(to) : undefined;
  if (selector !== undefined) {
    const names = new Set<string>(selectTargets(targets, selector, null));
    const meant = targets.filter(({ name }) => names.has(name));
    if (meant.length > 0) return { ok: true, places: meant.map((target) => placeOf(target, { port, protocol })) };
    return { ok: false, message: `"${to}" matches no target of the inventory.`, cure: 'Write host:port.' };
  }
  const own = targets.find(({ name }) => name === to);
  if (own !== undefined) return { ok: true, places: [placeOf(own, { port, protocol })] };
  const [, host, digits] = /^\[?([A-Za-z0-9:._%-]+?)\]?:(\d{1,5})$/.exec(to) ?? [];
  const number = digits === undefined ? port : Number(digits);
  const named = host ?? (/^[A-Za-z0-9._-]+$/.test(to) ? to : undefined);
  if (named === undefined || number === undefined || number < 1 || number > 65_535) {
    return { ok: false, message: `"${to}" is no place that can be reached.`, cure: 'Write host:port.' };
  }
  const target = targets.find(({ name }) => name === named);
  if (target !== undefined) return { ok: true, places: [placeOf(target, { port: number, protocol })] };
  return { ok: true, places: [{ label: `${named}:${number}`, host: named, port: number, isHttps }] };
}

/** The host a name stands for: that of a target of this name, else the name itself. */
export function hostNamed(name: string, targets: readonly PlanTarget[]): string {
  const target = targets.find((one) => one.name === name);
  return target === undefined ? name : addressOf(target).host;
}

function placeOf(target: PlanTarget, { port, protocol }: Omit<Row, 'to'>): Place {
  const address = addressOf(target);
  const isHttps = protocol === 'https' || (protocol === undefined && address.isHttps && port === undefined);
  const number = port ?? address.port;
  const label = port === undefined ? target.name : `${target.name}:${number}`;
  return { label, host: address.host, port: number, isHttps };
}

export function addressOf(target: PlanTarget): { host: string; port: number; isHttps: boolean } {
  if (target.kind === 'ssh') return { host: bare(target.host), port: target.port, isHttps: false };
  const url = URL.parse(target.baseUrl);
  const isHttps = url?.protocol === 'https:';
  const port = url === null || url.port === '' ? (isHttps ? 443 : 80) : Number(url.port);
  return { host: bare(url?.hostname ?? ''), port, isHttps };
}

function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
