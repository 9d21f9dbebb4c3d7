export type TokenBuckets = {
  /** Takes one; answers 0, or the seconds until there is one again. `nowMs` is monotonic. */
  take(key: string, nowMs: number): number;
  /** The same without taking. */
  wait(key: string, nowMs: number): number;
};

type Bucket = { level: number; at: number };

const MOST_KEYS = 10_000;

/**
 * Buckets of `perMinute` pieces, refilled evenly, one for each key, in this process's memory. Full buckets are
 * forgotten, so the memory is bounded by the callers of the last minute.
 */
export function tokenBuckets(perMinute: number): TokenBuckets {
  const perMs = perMinute / 60_000;
  const buckets = new Map<string, Bucket>();

  const levelOf = (key: string, nowMs: number): number => {
    const bucket = buckets.get(key);
    if (bucket === undefined) return perMinute;
    return Math.min(perMinute, bucket.level + (nowMs - bucket.at) * perMs);
  };
  const waitFor = (level: number): number => (level >= 1 ? 0 : (1 - level) / perMs / 1000);

  const forgetFull = (nowMs: number): void => {
    for (const key of buckets.keys()) {
      if (levelOf(key, nowMs) >= perMinute) buckets.delete(key);
    }
  };

  return {
    wait: (key, nowMs) => waitFor(levelOf(key, nowMs)),
    take: (key, nowMs) => {
      const level = levelOf(key, nowMs);
      const wait = waitFor(level);
      if (wait > 0) return wait;
      if (buckets.size >= MOST_KEYS) forgetFull(nowMs);
      buckets.set(key, { level: level - 1, at: nowMs });
      return 0;
    },
  };
}
