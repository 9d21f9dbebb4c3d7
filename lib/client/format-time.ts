const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** How far `at` lies from `now`, in words as short as a list wants them: `3s ago`, `in 2h 5m`, `now`. Milliseconds. */
export function relativeTime(at: number, now: number): string {
  const distance = at - now;
  if (Math.abs(distance) < 1000) return "now";
  const words = roughly(Math.abs(distance));
  return distance > 0 ? `in ${words}` : `${words} ago`;
}

/** Milliseconds as their two largest units: `45s`, `2h 5m`, `3d`. Past ten days only days. */
export function roughly(milliseconds: number): string {
  const first = UNITS.findIndex(([, size]) => milliseconds >= size);
  const unit = UNITS[first];
  if (unit === undefined) return "0s";
  const [name, size] = unit;
  const count = Math.floor(milliseconds / size);
  const next = UNITS[first + 1];
  if (next === undefined || (name === "d" && count >= 10) || name === "m") {
    return withSeconds(name, count, milliseconds - count * size);
  }
  const rest = Math.floor((milliseconds - count * size) / next[1]);
  return rest > 0 ? `${count}${name} ${rest}${next[0]}` : `${count}${name}`;
}

/** Seconds say something beside a few minutes and nothing beside many. */
function withSeconds(name: string, count: number, rest: number): string {
  const seconds = Math.floor(rest / 1000);
  return name === "m" && count < 5 && seconds > 0 ? `${count}m ${seconds}s` : `${count}${name}`;
}

/** A duration as exact as it is useful: `4.2 ms`, `180 ms`, `1.24 s`, `2m 5s`. Milliseconds. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 10) return `${trim(milliseconds, 1)} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${trim(milliseconds / 1000, 2)} s`;
  return roughly(milliseconds);
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

/** Clock reading of a countdown: `00:42`, `3:05:09`, `2d 04:10:00`. Milliseconds, never negative. */
export function countdownText(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const pad = (value: number) => String(value).padStart(2, "0");
  const clock = `${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`;
  if (days > 0) return `${days}d ${pad(hours)}:${clock}`;
  return hours > 0 ? `${hours}:${clock}` : clock;
}

/** Date, time with seconds, and zone, as the reader's language writes them. `timeZone` is IANA; the browser's when absent. */
export function absoluteTime(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat(undefined, {
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
}
