/**
 * A line of a child for people to read. Our own log lines are JSON; level, part and message come first and
 * what else they say follows. Anything that is not such a line stays as it is.
 */
export function readableLine(line: string): string {
  const entry = parse(line);
  if (entry === null) return line;
  const { level, name, msg, time: _time, pid: _pid, err, ...rest } = entry;
  const extra = Object.keys(rest).length === 0 ? "" : ` ${JSON.stringify(rest)}`;
  const stack = isRecord(err) ? `\n${String(err["stack"] ?? err["message"] ?? "")}` : "";
  return `${String(level).padEnd(5)} ${String(name ?? "")}: ${String(msg ?? "")}${extra}${stack}`;
}

function parse(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{"level":')) return null;
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
