import '../../../renderer/boot/security.ts';
import '@mantine/core/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import '../../../renderer/styles/all.css';
import { mountDesk } from '../../../renderer/App.tsx';
import { browserSurroundings } from '../../../renderer/boot/browser-surroundings.ts';
import { NOW } from '../fake/night.ts';
import { nightClient } from '../fake/night-client.ts';

/** The desk on one night that stands still: `?mode=rehearsal`, `?steps=2000`, `?empty`, `?lost`. Never shipped. */
const asked = new URLSearchParams(window.location.search);
const client = nightClient({
  mode: asked.get('mode') === 'rehearsal' ? 'rehearsal' : 'live',
  steps: Number(asked.get('steps') ?? 200),
  isEmpty: asked.has('empty'),
});
const opened = Date.now();
const surroundings = { ...browserSurroundings(window), now: () => NOW + (Date.now() - opened) };
mountDesk(client, surroundings);
if (asked.has('lost')) setTimeout(() => client.become('disconnected'), 300);
