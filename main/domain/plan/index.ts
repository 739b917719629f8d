/** The public door of the plan: documents in, findings and plans out. */
export type { CompiledPlan, DigestText } from './compile-plan.ts';
export { type StepEnvironment, stepEnvironment, variableOf } from './environment.ts';
export {
  filledText,
  type HttpReply,
  judgeHttp,
  judgeShell,
  judgeText,
  resolveHttpExpect,
  type ShellAnswer,
  type Unmet,
} from './expectations.ts';
export { jsonAt, jsonEquals, readJsonPath } from './json-path.ts';
export {
  type Compilation,
  compileJudged,
  compilePlan,
  type DocumentTools,
  type JudgedDocument,
  judgeDocument,
} from './judge-document.ts';
export { nearest } from './nearest.ts';
export { type Link, type PlanGraph, planGraph } from './plan-graph.ts';
export { type GivenInputs, inputSpecs } from './plan-inputs.ts';
export { addressOf, MASK, previewOf } from './preview.ts';
export { MAX_DOCUMENT_BYTES, sizeFault } from './read-yaml.ts';
export { type ResolvedRequest, resolveRequest } from './resolve-request.ts';
export { runbookView } from './runbook-view.ts';
export {
  type Progress,
  planSchedule,
  projectSchedule,
  type Schedule,
  type ScheduledStep,
  type Span,
  type StepProgress,
} from './schedule.ts';
export type { StoredChecklist, StoredChecklists } from './step-checklists.ts';
export { readOutputLines, type TakenOutputs, takeOutputs } from './step-outputs.ts';
export { type LookUp, type ResolvedTemplate, referencesIn, resolveTemplate, type TemplateMode } from './template.ts';
export { lookUpIn, type ValueScope } from './value-scope.ts';
export type { ResolvedWallTime, ResolveWallTime } from './wall-time.ts';
