import { readCertificate } from '../adapters/tls/read-certificate.ts';
import { EnvironmentDesk, type EnvironmentDeskParts } from '../core/environment/environment-desk.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { RunService } from '../core/run/run-service.ts';
import type { UsableWorkspace } from './usable-workspace.ts';

interface EnvironmentWorld extends Pick<EnvironmentDeskParts, 'shell' | 'http' | 'library' | 'reader' | 'token'> {
  readonly workspace: UsableWorkspace;
  readonly runs: RunService;
  readonly clock: Clock;
}

/** The environments of this workspace, asked over the same connections as its runs. */
export function openEnvironments({ workspace, runs, ...world }: EnvironmentWorld): EnvironmentDesk {
  const { documentIndex, samples, events } = workspace;
  return new EnvironmentDesk({
    ...world,
    ...{ documentIndex, samples, events, journal: runs.journal, runs, readCertificate },
  });
}
