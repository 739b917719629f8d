import { targetNameSchema } from '../../../contract/ids.ts';
import type { Preflight, PreflightCheck } from '../../../contract/preflight.ts';
import type { Preview } from '../../../contract/workspace-views.ts';
import { NOW, nightView, targetNames } from './night.ts';

type Words = Pick<PreflightCheck, 'text' | 'cure'>;

/** A preflight of a night on which not everything is as it should be. */
export function nightPreflight(): Preflight {
  const aspects = ['reachable', 'host-key', 'authentication', 'shell', 'disk', 'clock'] as const;
  const wrong = new Map<string, PreflightCheck>();
  const say = (
    [aspect, verdict]: readonly [PreflightCheck['aspect'], PreflightCheck['verdict']],
    subject: string,
    words: Words,
  ) => wrong.set(`${aspect} ${subject}`, { aspect, subject, verdict, ...words });
  for (const name of targetNames.slice(0, 3))
    say(['host-key', 'bad'], name, {
      text: `The host key of ${name}.prod.example.com:22 is not known: ssh-ed25519 SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDtCD7wRFlYqWX1vUo.`,
      cure: 'Compare the fingerprint with the server’s owner, then accept the key.',
    });
  say(['disk', 'bad'], targetNames[7] ?? '', {
    text: '~/.holdpoint is full: 3 MiB free. What steps print could not be kept there.',
    cure: 'Make room for ~/.holdpoint.',
  });
  say(['reachable', 'unknown'], targetNames[11] ?? '', {
    text: 'It did not answer within 12 s.',
    cure: 'Check that the host is up and its sshd answers, then check again.',
  });
  for (const name of targetNames.slice(20, 29))
    say(['clock', 'warning'], name, {
      text: 'Its clock is 3.2 s behind ± 20 ms against this machine: its log times will not match ours.',
      cure: 'Correct its time service (chronyc tracking, timedatectl).',
    });
  say(['person', 'warning'], 'phone', {
    text: 'Ben Okafor, Carla Nunes have no phone number in the runbook.',
    cure: 'Add phone: under people, or have the list at hand.',
  });
  say(['window', 'warning'], 'window', {
    text: 'The window opens in 1 h 12 m.',
    cure: 'Wait for it, or start early knowingly.',
  });
  const fine = targetNames.flatMap((subject) =>
    aspects
      .filter((aspect) => !wrong.has(`${aspect} ${subject}`))
      .map((aspect): PreflightCheck => ({ aspect, subject, verdict: 'good', text: 'As it should be.', cure: null })),
  );
  return { verdict: 'red', startedAt: NOW - 2_100, endedAt: NOW, checks: [...wrong.values(), ...fine] };
}

const script = `set -eu
systemctl stop "$HP_INPUT_SERVICE"
for unit in worker scheduler mailer; do
  systemctl is-active --quiet "$unit" && systemctl stop "$unit"
done
tar -C /srv/orders -xf "/var/cache/orders-$HP_INPUT_VERSION.tar.zst"
ln -sfn "/srv/orders/releases/$HP_INPUT_VERSION" /srv/orders/current
systemctl start "$HP_INPUT_SERVICE"
`;

/** 200 steps on 40 targets: what would run where. */
export function nightPreview(): Preview {
  return {
    title: 'Orders 4.2 cutover',
    steps: nightView('live', 200).steps.map((step, index) => {
      const isHttp = index % 9 === 4;
      const runs = step.targets.total > 0;
      const names = isHttp ? targetNames.slice(0, 3) : targetNames;
      return {
        stepId: step.id,
        title: step.title,
        kind: runs ? (isHttp ? 'http' : 'ssh') : step.kind,
        targets: runs ? names.map((name, at) => (isHttp ? request(name, at) : shellTarget(name, at, index))) : [],
      };
    }),
  };
}

type PreviewTarget = Preview['steps'][number]['targets'][number];

function shellTarget(name: string, at: number, index: number): PreviewTarget {
  return {
    name: targetNameSchema.parse(name),
    address: `deploy@10.20.0.${at + 11}:22`,
    what: at === 39 ? script.replace('worker scheduler', 'worker') : script,
    env: {
      HP_INPUT_VERSION: '4.2.0',
      HP_INPUT_SERVICE: 'orders-api',
      HP_INPUT_DB_PASSWORD: '••••••',
      HP_TARGET_NAME: name,
      HP_TARGET_HOST: `10.20.0.${at + 11}`,
      HP_TARGET_PORT: '22',
      HP_TARGET_LABEL_TIER: at < 20 ? 'web' : 'app',
      HP_RUN_ID: 'set at the start',
      BUILD: index % 3 === 0 ? `\${{ steps.build.outputs.id }}` : 'b-4711',
      MOTD: "It's “new”,\nand in two lines: Grüße",
    },
    check: index % 2 === 0 ? 'readlink /srv/orders/current | grep -q "$HP_INPUT_VERSION"' : null,
    verify: 'curl -fsS http://127.0.0.1:8080/health',
    unresolved: index % 3 === 0 ? ['steps.build.outputs.id'] : [],
    refusal: null,
  };
}

function request(name: string, at: number): PreviewTarget {
  return {
    name: targetNameSchema.parse(name),
    address: `https://${name}.example.com`,
    what: `POST https://${name}.example.com/api/deploy?version=4.2.0\nauthorization: Bearer ••••••\ncontent-type: application/json\n\n{"version":"4.2.0","slot":${at}}`,
    env: {},
    check: null,
    verify: null,
    unresolved: [],
    refusal: null,
  };
}
