#!/usr/bin/env node
/** `holdpoint …`: the command line, built and installed when it is not. */
import path from 'node:path';
import { ensureBuilt, ensureInstalled, hand, root } from './prepare.mjs';

ensureInstalled();
ensureBuilt();
hand(path.join(root, 'dist', 'main', 'cli.js'), process.argv.slice(2));
