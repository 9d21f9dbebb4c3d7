const BEAT_MS = 5000;

/** A line of the launcher itself. */
export function say(text: string): void {
  console.log(`punctual  ${text}`);
}

/** Does `work` under a line of its own, and shows that it goes on when it takes long. */
export async function step<T>(text: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  say(`${text} …`);
  const beat = setInterval(() => say(`${text} … ${seconds()}`), BEAT_MS);
  try {
    const result = await work();
    if (performance.now() - started > 1000) say(`${text}: done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(beat);
  }
}
