import { RoomBody } from '../../ui/RoomBody.tsx';

export function ChecklistScreen() {
  return <RoomBody>…</RoomBody>;
}
