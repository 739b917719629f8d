import type { FeatureHandlers, Handlers } from '../../main/core/handlers/handler.ts';

/** Compiled, never run: what is expected here are errors of the compiler. */
export function whatDoesNotCompile(handlers: Handlers, workspace: FeatureHandlers<'workspace'>): unknown {
  const { 'runs.why': _gone, ...missing } = handlers;
  // @ts-expect-error a row of the table without its handler
  const lacking: Handlers = missing;
  const surplus: FeatureHandlers<'workspace'> = {
    ...workspace,
    // @ts-expect-error a handler without its row
    'workspace.explode': () => null,
  };
  // @ts-expect-error a feature the table does not have
  const unheardOf: FeatureHandlers<'weather'> = {};
  return [lacking, surplus, unheardOf];
}
