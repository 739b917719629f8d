/** The public door of the plan: documents in, findings and plans out. */
export { stepEnvironment } from './environment.ts';
export {
  filledText,
  judgeHttp,
  judgeShell,
  judgeText,
  resolveHttpExpect,
  type Unmet,
} from './expectations.ts';
export { jsonAt, readJsonPath } from './json-path.ts';
export {
  type Compilation,
  compileJudged,
  compilePlan,
  type DocumentTools,
  type JudgedDocument,
  judgeDocument,
} from './judge-document.ts';
export { nearest } from './nearest.ts';
export { planGraph } from './plan-graph.ts';
export type { GivenInputs } from './plan-inputs.ts';
export { MASK, previewOf } from './preview.ts';
export { MAX_DOCUMENT_BYTES, sizeFault } from './read-yaml.ts';
export { type ResolvedRequest, resolveRequest } from './resolve-request.ts';
export type { RunbookContext } from './runbook-context.ts';
export { runbookView } from './runbook-view.ts';
export { planSchedule, projectSchedule } from './schedule.ts';
export { runAsOf } from './script-shell.ts';
export type { StoredChecklists, StoredDocument, StoredDocuments } from './step-checklists.ts';
export { readOutputLines, takeOutputs } from './step-outputs.ts';
export { resolveTemplate } from './template.ts';
export { usedTargets } from './used-targets.ts';
export { lookUpIn, type ValueScope } from './value-scope.ts';
export type { ResolveWallTime } from './wall-time.ts';
