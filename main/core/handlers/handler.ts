import type { Via } from '../../../contract/actor.ts';
import type { Result } from '../../../contract/errors.ts';
import type { OperationName, OperationOutput, OperationRequest } from '../../../contract/operations.ts';

/** Who asks, as far as the transport can tell: the desk of a page, or a program. */
export interface Caller {
  readonly via: Extract<Via, 'desk' | 'api'>;
}

export type Handler<N extends OperationName> = (
  request: OperationRequest<N>,
  caller: Caller,
) => Result<OperationOutput<N>> | Promise<Result<OperationOutput<N>>>;

/** One handler for each row of the operations table, no more and no less. */
export type Handlers = { readonly [N in OperationName]: Handler<N> };

type FeatureOf<N extends OperationName> = N extends `${infer Feature}.${string}` ? Feature : never;
export type Feature = FeatureOf<OperationName>;

/** The rows of one feature, e.g. `runs`. */
export type FeatureHandlers<F extends Feature> = {
  readonly [N in OperationName as FeatureOf<N> extends F ? N : never]: Handler<N>;
};
