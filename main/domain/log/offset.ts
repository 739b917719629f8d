/** `T+0:04:11`, `T-1:00:00`: time since T0. Less than a second before T0 is T+0, for nothing is shown to be before it. */
export function offsetText(ms: number, minus = '-'): string {
  const seconds = Math.trunc(Math.abs(ms) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `T${ms <= -1000 ? minus : '+'}${clock}`;
}
