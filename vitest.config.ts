import { defineConfig } from 'vitest/config';

/** A poll ends when it is true; its second by default says more about the machine than about the program. */
const expect = { poll: { timeout: 15_000 } };

const globalSetup = ['test/support/accounts-of-a-run.ts'];

/** Three suites: pure and fast; real servers and processes; the real renderer in a real browser. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/integration/**', 'test/e2e/**', 'test/bench/**'],
          // Ends what hangs; on a crowded machine a second of work takes many.
          testTimeout: 60_000,
          expect,
          globalSetup,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect,
          globalSetup,
          // As below: servers, keys and accounts of its own.
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect,
          globalSetup,
          // Each file has a workspace, a browser and ports of its own, and mostly waits.
          maxWorkers: 2,
        },
      },
    ],
  },
});
