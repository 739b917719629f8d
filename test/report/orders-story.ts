import { stepIdSchema, targetNameSchema } from '../../contract/ids.ts';
import type { Plan } from '../../contract/plan.ts';
import { MINUTE, person, planStep, Story, ssh, T0 } from './story.ts';

const anna = person('Anna Berg', 'Release manager');
const ben = person('Ben Okafor', 'Database lead', 'phone');
const web = Array.from({ length: 20 }, (_, index) => `web-${String(index + 1).padStart(2, '0')}`);

export function ordersPlan(texts: { title?: string; text?: string } = {}): Plan {
  const text = texts.text;
  return {
    ...{ key: 'orders-4.2-cutover', title: texts.title ?? 'Orders 4.2 cutover', change: text ?? 'CHG0031234' },
    timezone: 'Europe/Berlin',
    window: { start: T0, end: T0 + 240 * MINUTE },
    people: [
      { role: 'Release manager', name: text ?? 'Anna Berg', phone: '+49 30 123456', backup: null },
      { role: 'Database lead', name: 'Ben Okafor', phone: null, backup: 'Release manager' },
    ],
    targets: [
      ...web.map((name, index) => ({
        ...{
          kind: 'ssh' as const,
          name: targetNameSchema.parse(name),
          host: `10.0.0.${11 + index}`,
          port: 22,
          user: 'deploy',
        },
        ...{ identity: null, jump: null, stateDir: null, env: {}, labels: { tier: 'web' } },
      })),
      { kind: 'http', name: targetNameSchema.parse('orders-api'), baseUrl: 'https://orders.example.com', labels: {} },
    ],
    clocks: [
      {
        name: text ?? 'Customer downtime',
        from: stepIdSchema.parse('drain'),
        to: stepIdSchema.parse('health'),
        limitMs: 90 * MINUTE,
      },
    ],
    steps: [
      planStep(
        'freeze-confirmed',
        {
          kind: 'checklist',
          items: [
            { id: stepIdSchema.parse('freeze'), text: text ?? 'No merges since the tag', responsible: null },
            { id: stepIdSchema.parse('oncall'), text: 'On-call acknowledged', responsible: null },
          ],
        },
        { title: 'Confirm the code freeze', stream: 'platform' },
      ),
      planStep('drain', ssh(web), { title: 'Take the web tier out of the pool', minutes: 8, stream: 'platform' }),
      planStep(
        'go-no-go',
        {
          kind: 'gate',
          criteria: [{ id: stepIdSchema.parse('errors'), text: 'Error rate below 1 %', probe: null }],
          approvals: { roles: ['Release manager'], count: 1, excludeExecutor: false },
        },
        { title: 'Go / no-go for the schema change', minutes: 10, stream: 'platform' },
      ),
      planStep('migrate', ssh(['web-01']), {
        title: text ?? 'Migrate the schema',
        minutes: 20,
        responsible: 'Database lead',
        pointOfNoReturn: true,
        stream: 'database',
        evidence: [
          { id: stepIdSchema.parse('rowcount'), text: 'Rows migrated', type: 'number', required: true },
          { id: stepIdSchema.parse('ticket'), text: 'Link to the DBA ticket', type: 'link', required: false },
          { id: stepIdSchema.parse('dump'), text: 'Schema dump after', type: 'file', required: true },
        ],
      }),
      planStep('smoke', ssh(web.slice(0, 4)), {
        title: 'Smoke test of the new version',
        minutes: 6,
        stream: 'application',
      }),
      planStep(
        'health',
        { kind: 'milestone' },
        { title: 'Orders answers with the new version', minutes: 2, stream: 'application' },
      ),
      planStep(
        'announce',
        { kind: 'message', audience: 'stakeholders', channel: 'mail', subject: null, text: 'Orders 4.2.0 is live.' },
        { title: 'Tell stakeholders', minutes: 1, stream: 'comms' },
      ),
      planStep('cleanup', ssh(web), { title: 'Remove the old release from disk', minutes: 4, stream: 'platform' }),
    ],
  };
}

/** One window, told to its end: a failed target, a retry, a cut link, a wait at 23:20, a late entry, a skip. */
export function ordersStory(options: { text?: string; title?: string; mode?: 'live' | 'rehearsal' } = {}): Story {
  const said = (otherwise: string): string => options.text ?? otherwise;
  const story = new Story(ordersPlan(options), options.mode);
  const id = (name: string) => stepIdSchema.parse(name);
  story.workspace(
    'host-key.trusted',
    {
      host: '10.0.0.11',
      port: 22,
      keyType: 'ssh-ed25519',
      fingerprint: 'SHA256:pOL0g2mTkYx0lF0h3nJ1vZqSgXk3bQe1nD8w5yR7uV4',
      how: 'person',
    },
    anna,
  );
  story
    .later(2 * MINUTE + 10_000)
    .say('run.armed', {}, anna)
    .say('run.started', { t0: T0, t0From: 'window' }, anna);
  story
    .ready('freeze-confirmed')
    .later(3 * MINUTE)
    .started('freeze-confirmed', anna);
  story.later(MINUTE).say('item.ticked', { stepId: id('freeze-confirmed'), itemId: id('freeze'), note: null }, anna);
  story
    .later(40_000)
    .entered(4 * MINUTE)
    .say('item.ticked', { stepId: id('freeze-confirmed'), itemId: id('oncall'), note: said('by phone') }, ben);
  story.entered(3);
  story.later(20_000).succeeded('freeze-confirmed', anna).ready('drain');
  story
    .later(50_000)
    .say('step.go-given', { stepId: id('drain') }, anna)
    .started('drain');
  for (const target of web) story.attempt('drain', target, 1);
  story.later(30_200);
  for (const target of web.filter((name) => name !== 'web-07'))
    story.attemptEnded('drain', target, { attempt: 1, outcome: 'succeeded', exit: 0, ms: 28_400 });
  story.attemptEnded('drain', 'web-07', { attempt: 1, outcome: 'failed', exit: 42, ms: 30_200 });
  story.failed('drain', ['web-07'], said('pool: timeout after 30 s'));
  story.say('run.held', { cause: 'step-failed', reason: null, stepId: id('drain') });
  story
    .later(2 * MINUTE)
    .say(
      'note.added',
      { text: said('web-07 had a stuck session.\nNetwork team restarted the agent.'), stepId: id('drain') },
      ben,
    );
  story.later(4 * MINUTE).say(
    'step.retry-requested',
    {
      stepId: id('drain'),
      scope: 'failed',
      targets: [targetNameSchema.parse('web-07')],
      reason: said('agent restarted'),
    },
    anna,
  );
  story.say('run.resumed', { reason: null, lifted: ['step-failed'] }, anna).attempt('drain', 'web-07', 2);
  story.later(9_000).attemptEnded('drain', 'web-07', { attempt: 2, outcome: 'succeeded', exit: 0, ms: 8_800 });
  story.succeeded('drain').ready('go-no-go');
  story
    .later(6 * MINUTE)
    .say('criterion.met', { stepId: id('go-no-go'), criterionId: id('errors'), note: '0.2 %' }, anna);
  story
    .later(7 * MINUTE)
    .say('approval.given', { stepId: id('go-no-go'), role: 'Release manager', note: said('all areas said go') }, anna);
  story
    .succeeded('go-no-go')
    .ready('migrate')
    .later(20_000)
    .say('step.go-given', { stepId: id('migrate') }, ben)
    .started('migrate');
  story.attempt('migrate', 'web-01', 1).later(11 * MINUTE);
  story.say('attempt.lost-contact', {
    stepId: id('migrate'),
    target: targetNameSchema.parse('web-01'),
    attempt: 1,
    reason: said('connection reset by peer'),
  });
  story
    .later(40_000)
    .say('attempt.regained-contact', { stepId: id('migrate'), target: targetNameSchema.parse('web-01'), attempt: 1 });
  story
    .later(14 * MINUTE)
    .attemptEnded('migrate', 'web-01', { attempt: 1, outcome: 'succeeded', exit: 0, ms: 25.6 * MINUTE });
  story.say('check.finished', {
    stepId: id('migrate'),
    target: targetNameSchema.parse('web-01'),
    attempt: 1,
    purpose: 'verify',
    answer: 'holds',
    exitCode: 0,
    reason: null,
    durationMs: 900,
    streams: {},
  });
  story.succeeded('migrate');
  story.say(
    'evidence.attached',
    { stepId: id('migrate'), evidenceId: 'rowcount', value: { type: 'number', number: 1204311 }, note: null },
    ben,
  );
  story.say(
    'evidence.attached',
    {
      stepId: id('migrate'),
      evidenceId: 'ticket',
      value: {
        type: 'link',
        url:
          options.text === undefined ? 'https://tickets.example.com/DBA-442' : `javascript:alert(1)//${options.text}`,
      },
      note: said('closed'),
    },
    ben,
  );
  story
    .ready('smoke')
    .later(15_000)
    .say('step.go-given', { stepId: id('smoke') }, anna)
    .started('smoke');
  for (const target of web.slice(0, 4)) story.attempt('smoke', target, 1);
  story.later(4 * MINUTE);
  for (const target of web.slice(0, 4))
    story.attemptEnded('smoke', target, { attempt: 1, outcome: 'succeeded', exit: 0, ms: 3.9 * MINUTE });
  story.succeeded('smoke').ready('health').started('health').succeeded('health');
  story
    .ready('announce')
    .later(2 * MINUTE)
    .started('announce', anna);
  story
    .later(MINUTE)
    .say(
      'message.sent',
      {
        stepId: id('announce'),
        to: said('stakeholders@example.com'),
        channel: 'mail',
        text: said('Orders 4.2.0 is live.'),
      },
      anna,
    )
    .succeeded('announce', anna);
  story
    .ready('cleanup')
    .later(3 * MINUTE)
    .mark('cleanup', { state: 'skipped', reason: said('disk has room; do it on Monday'), endedAt: story.now });
  story.say(
    'step.skipped',
    { stepId: id('cleanup'), cause: 'person', reason: said('disk has room; do it on Monday') },
    anna,
  );
  story.later(MINUTE).say(
    'run.completed',
    {
      ...{
        closureCode: 'successful-with-issues',
        reason: said('one target needed a retry'),
        proposedCode: 'successful-with-issues',
      },
      ...{
        proposedBecause: '1 step was skipped',
        actualOutageMs: 52 * MINUTE,
        openIssues: said('PRB0042: pool agent hangs on web-07'),
        hypercareUntil: null,
      },
    },
    anna,
  );
  return story;
}
