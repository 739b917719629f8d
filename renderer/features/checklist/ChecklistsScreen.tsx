import { RoomBody } from '../../ui/RoomBody.tsx';

export function ChecklistsScreen() {
  return <RoomBody>…</RoomBody>;
}
