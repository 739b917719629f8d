import { describe, expect, it } from 'vitest';
import { openWorld, rest } from '../support/run-world.ts';
import { deployStep, runbookOf } from './runbooks.ts';

const secret = 'correct-horse/battery staple';
const top = 'inputs:\n  - { name: password, required: true, secret: true }\n';
const token = 'x-${{ secrets.password }}';
const runbook = runbookOf(
  deployStep(`    env: { TOKEN: '${token}' }\n    outputs: { line: { regex: 'got (.*)' } }\n`, 'name=web-01'),
  top,
);

describe('a secret', () => {
  it('reaches the target, and neither log nor output nor a typed note nor the diary of the program', async () => {
    const world = openWorld(runbook);
    world.shell.behave((task) => {
      task.sent();
      task.print(`+ login '${secret}'\ngot ${secret}\n`);
      task.print(Buffer.from(`deploy:${secret}`).toString('base64'), 'stderr');
      task.finish({ outputText: `token=${secret}\n`, exitCode: 0 });
    });
    await world.core.drive('all');
    const runId = await world.create({ secrets: { password: secret } });
    await world.command(runId, { type: 'start' });
    await rest();
    await world.command(runId, { type: 'note', text: `the password is ${secret}` });
    expect(world.shell.tasks[0]?.request.env).toMatchObject({ HP_INPUT_PASSWORD: secret, TOKEN: `x-${secret}` });
    const ref = { runId, stepId: 'deploy', target: 'web-01', attempt: 1 };
    const everything = [
      JSON.stringify(world.events.all),
      world.outputs.text(ref, 'stdout'),
      world.outputs.text(ref, 'stderr'),
      ...world.live.map((output) => Buffer.from(output.bytes).toString()),
      ...world.problems,
    ].join('\n');
    for (const form of [secret, 'battery', Buffer.from(secret).toString('base64').slice(0, 30)]) {
      expect(everything).not.toContain(form);
    }
    expect(world.log(runId, 'attempt.finished')[0]?.data).toMatchObject({
      outputs: { line: '[redacted]', token: '[redacted]' },
      streams: { stdout: { redactions: 2 } },
    });
    expect(world.log(runId, 'run.created')[0]?.data).toMatchObject({ secretNames: ['password'], inputs: {} });
  });

  it('does not change the hash of the command, which is made with its name only', async () => {
    const hashes = [];
    for (const value of ['first-value', 'second-value']) {
      const world = openWorld(runbook);
      await world.core.drive('all');
      const runId = await world.create({ secrets: { password: value } });
      await world.command(runId, { type: 'start' });
      const [started] = world.log(runId, 'attempt.started');
      // The run's id is part of the environment.
      hashes.push(started?.type === 'attempt.started' && started.data.commandHash.length);
    }
    expect(hashes).toEqual([64, 64]);
  });

  it('is demanded before a live run is created, refused in clear and refused when it could not be hidden', async () => {
    const world = openWorld(runbook);
    const create = (more: Parameters<typeof world.create>[0]) => world.create(more).then(String, String);
    expect(await create({})).toMatch(/needs these secrets: password/);
    expect(await create({ secrets: { password: 'abc' } })).toMatch(/fewer than 4 characters/);
    expect(await create({ inputs: { password: secret } })).toMatch(/secret/);
    expect(await create({ secrets: { passwort: secret, password: secret } })).toMatch(/passwort/);
    expect(world.events.all).toEqual([]);
    expect(await create({ mode: 'rehearsal' })).toMatch(/^run-/);
  });
});
