/** The public door of the plan: documents in, findings and plans out. */
export type { CompiledPlan, DigestText } from './compile-plan.ts';
export {
  type Compilation,
  compilePlan,
  type DocumentTools,
  type JudgedDocument,
  judgeDocument,
} from './judge-document.ts';
export { type GivenInputs, inputSpecs } from './plan-inputs.ts';
export { MAX_DOCUMENT_BYTES, sizeFault } from './read-yaml.ts';
export type { ResolvedWallTime, ResolveWallTime } from './wall-time.ts';
