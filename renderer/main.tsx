import './boot/security.ts';
import '@mantine/core/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './styles/all.css';
import { mountDesk } from './App.tsx';
import { browserSurroundings } from './boot/browser-surroundings.ts';
import { enterDesk } from './client/door.ts';
import { portClient } from './client/port-client.ts';
import { socketClient } from './client/socket-client.ts';

const surroundings = browserSurroundings(window);
if (window.location.protocol === 'app:') {
  mountDesk(portClient(window), surroundings);
} else {
  const door = enterDesk(window);
  mountDesk(socketClient(door), surroundings, door);
}
