import { RoomBody } from '../../ui/RoomBody.tsx';

export function ImportScreen() {
  return <RoomBody>…</RoomBody>;
}
