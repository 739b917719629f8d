import { type ComponentType, useEffect, useState } from 'react';
import { RoomBody } from './RoomBody.tsx';

/** What is fetched after the first view, so that the first view does not wait for it. */
const rooms: (() => Promise<void>)[] = [];

/**
 * A component whose code comes in a file of its own: on demand, or in a quiet moment after the start
 * (`fetchRooms`), so that it is there when the connection is not.
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  const fetchRoom = async () => {
    loaded ??= await load();
  };
  rooms.push(fetchRoom);
  return function Later(props: P) {
    const [Room, setRoom] = useState(() => loaded);
    const [isMissing, setMissing] = useState(false);
    useEffect(() => {
      if (Room !== null || isMissing) return;
      fetchRoom().then(
        () => setRoom(() => loaded),
        () => setMissing(true),
      );
    }, [Room, isMissing]);
    if (Room !== null) return <Room {...props} />;
    if (!isMissing) return <RoomBody>{null}</RoomBody>;
    return (
      <RoomBody>
        <p role="alert">
          This part of the desk could not be fetched: Holdpoint does not answer.{' '}
          <button type="button" className="plain-button" onClick={() => setMissing(false)}>
            Try again
          </button>
        </p>
      </RoomBody>
    );
  };
}

/** One after the other; what fails now is fetched when it is opened. */
export async function fetchRooms(): Promise<void> {
  for (const fetchRoom of rooms) await fetchRoom().catch(() => {});
}
