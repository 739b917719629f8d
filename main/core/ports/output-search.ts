import type { OperationOutput, OperationRequest } from '../../../contract/operations.ts';

/** Searches the output of all runs, newest first. What it knows is made from the segments and can be made again. */
export interface OutputSearch {
  search(request: OperationRequest<'output.search'>): Promise<OperationOutput<'output.search'>>;
}
