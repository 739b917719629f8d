/** `npm run test:faults`: the fault tests of `npm test` in their full counts (docs/RELIABILITY.md); up to half an hour. */
import path from 'node:path';
import { ensureDebianPackages, ensureInstalled, hand, root } from './prepare.mjs';

ensureInstalled();
ensureDebianPackages();
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const suites = ['test/faults', 'test/db'];
hand(vitest, ['run', '--project', 'unit', ...suites, ...process.argv.slice(2)], { HOLDPOINT_FULL_COUNTS: '1' });
