import { registerHooks } from 'node:module';

/** In the app process `electron` is the stand-in; everything else is the real thing. */
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron'
      ? { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true }
      : next(name, context),
});
