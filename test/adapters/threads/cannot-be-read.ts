// A part of the program that is not there.
await import(new URL('there-is-none.js', import.meta.url).href);
