import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { Preview } from '../../../contract/workspace-views.ts';
import { compilePlan, previewOf } from '../../domain/plan/index.ts';
import type { Call, Verb } from './command-line.ts';
import { exitCodes } from './exit-codes.ts';
import { gatherInputs } from './inputs.ts';
import { countText } from './lint.ts';
import { toolsBeside } from './pack.ts';
import { withUploads } from './preview-uploads.ts';
import { findingText, reportProblem } from './problem-text.ts';
import { readDocument } from './runbook-file.ts';
import { harmless, type Terminal } from './terminal.ts';

export const preview: Verb = {
  name: 'preview',
  usage: 'FILE',
  summary: 'what would run where: scripts, requests and messages as they would be sent',
  words: [1, 1],
  options: {
    input: { type: 'string', multiple: true, value: 'k=v', help: 'a value for an input of the runbook' },
    json: { type: 'boolean', help: 'as one JSON object' },
  },
  examples: ['preview runbook.yaml', 'preview runbook.yaml --input version=4.2.1'],
  notes: [
    'Nothing is connected, stored or started. Secrets are shown as names only.',
    'What an upload would send now is named by size and SHA-256; artifacts are looked up in the workspace.',
    'Scripts print into a pipe, where some programs hold lines back: shell: stdbuf -oL -eL bash makes them come at once.',
  ],
  run: async (call) => {
    const { terminal, words, options } = call;
    const [file = ''] = words;
    const text = readDocument(file);
    const made = text.ok ? await previewed(call, text.value, file) : text;
    if (!made.ok) return reportProblem(terminal, made.problem, file);
    if (options.flag('json')) terminal.out(JSON.stringify(made.value));
    else for (const line of previewLines(made.value, terminal)) terminal.out(line);
    return exitCodes.completed;
  },
};

async function previewed(call: Call, text: string, file: string): Promise<Result<Preview>> {
  const { terminal, options } = call;
  const tools = toolsBeside(file, text);
  const looked = compilePlan(text, null, tools);
  for (const finding of looked.findings) terminal.err(findingText(finding, file));
  if (looked.kind === 'findings') return failed('invalid-document', `${countText(looked.findings)}.`);
  const open = looked.inputs.filter((spec) => !spec.secret);
  const given = await gatherInputs(open, options.list('input'), { terminal, env: {} });
  if (!given.ok) return given;
  const secretNames = looked.inputs.filter((spec) => spec.secret).map((spec) => spec.name);
  const compiled = compilePlan(text, { values: given.value.values, secretNames }, tools);
  if (compiled.kind === 'plan') {
    const { plan, told } = await withUploads(call, { plan: compiled.plan, values: compiled.values, file });
    return ok(told(previewOf(plan, compiled.values, compiled.secretNames)));
  }
  const findings = compiled.findings.filter((finding) => finding.severity === 'error');
  return failed('invalid-document', `${countText(findings)}.`, { findings });
}

function previewLines(made: Preview, { colours }: Terminal): readonly string[] {
  const steps = [...made.steps, ...(made.probes ?? [])].flatMap((step) => [
    '',
    colours.bold(harmless(`${step.stepId} · ${step.title} (${step.kind})`)),
    ...(step.targets.length === 0 ? [`  ${withoutTargets(step.kind)}`] : step.targets.flatMap(targetLines)),
  ]);
  return [colours.bold(harmless(made.title)), ...steps];
}

const withoutTarget: Readonly<Record<string, string>> = {
  manual: 'a person does it',
  checklist: 'a person ticks its items',
  gate: 'a person decides; nothing runs',
  wait: 'waits; nothing runs',
  milestone: 'marks a moment; nothing runs',
};

function withoutTargets(kind: string): string {
  return withoutTarget[kind] ?? 'nothing runs';
}

function targetLines(target: Preview['steps'][number]['targets'][number]): readonly string[] {
  const env = Object.entries(target.env).flatMap(([name, value]) => indented('    ', `${name}=${value}`, '  '));
  const open = target.unresolved.length === 0 ? [] : [`    known only when it runs: ${target.unresolved.join(', ')}`];
  return [
    `  ${target.name} (${target.address})`,
    ...(target.how === undefined ? [] : [`    ${target.how}`]),
    ...indented('    ', target.what),
    ...(env.length === 0 ? [] : ['    environment:', ...env.map((line) => `  ${line}`)]),
    ...(target.check === null ? [] : ['    check:', ...indented('      ', target.check)]),
    ...(target.verify === null ? [] : ['    verify:', ...indented('      ', target.verify)]),
    ...open,
    ...(target.refusal === null ? [] : [`    NOT SENT: ${target.refusal}`]),
  ].map(harmless);
}

/** Every line, blank ones at the end too: they are sent as well. Lines after the first may stand further in. */
function indented(margin: string, text: string, further = ''): readonly string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.map((line, index) => `${margin}${index === 0 ? '' : further}${line}`);
}
