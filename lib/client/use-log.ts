"use client";

import { useEffect, useState } from "react";
import type { LogLine, LogView } from "../contracts/log.ts";
import { ApiError, api, withQuery } from "./api.ts";

export type Log = {
  readonly lines: readonly LogLine[];
  readonly loading: boolean;
  /** A sentence when lines could not be loaded; those on screen stay. */
  readonly error: string | null;
};

const PAGE = 1000;
/** Lines that arrive within this time are drawn together, in milliseconds. */
const GATHER_MS = 200;
/** How long after a run's end lines may still come in, in milliseconds. */
const LAST_LINES_MS = 1500;
const EMPTY: Log = { lines: [], loading: true, error: null };

/**
 * A run's whole log, and its lines as they are written when the run was `active` at first: it is then followed until the
 * server says that no line will come, which may be a little after the run has ended.
 */
export function useLog(runId: string, active: boolean): Log {
  const [log, setLog] = useState<Log>(EMPTY);
  const [follows] = useState(active);
  const [next, setNext] = useState<number | null>(null);

  useEffect(() => {
    const abort = new AbortController();
    setLog(EMPTY);
    setNext(null);
    readAll(runId, 0, abort.signal, (lines) => setLog((log) => append(log, lines)))
      .then((end) => {
        setLog((log) => ({ ...log, loading: false }));
        setNext(end);
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setLog((log) => ({ ...log, loading: false, error: words(error) }));
      });
    return () => abort.abort();
  }, [runId]);

  useEffect(() => {
    if (!follows || next === null) return;
    return followLog(runId, next, (lines) => setLog((log) => append(log, lines)));
  }, [runId, follows, next]);

  return log;
}

/** Every line written so far, page by page; resolves to where the log goes on. */
async function readAll(
  runId: string,
  start: number,
  signal: AbortSignal,
  onLines: (lines: readonly LogLine[]) => void,
): Promise<number> {
  let after = start;
  for (;;) {
    const path = withQuery(`/api/v1/runs/${runId}/logs`, { after, limit: PAGE });
    const page = await api<LogView>(path, { signal });
    onLines(page.data);
    after = page.next;
    if (page.data.length < PAGE) return after;
  }
}

/** Lines as they are written, some at a time. Returns what ends it. */
function followLog(
  runId: string,
  after: number,
  onLines: (lines: readonly LogLine[]) => void,
): () => void {
  const source = new EventSource(withQuery(`/api/v1/runs/${runId}/logs`, { after }));
  let gathered: LogLine[] = [];
  const flush = () => {
    if (gathered.length > 0) onLines(gathered);
    gathered = [];
  };
  const beat = setInterval(flush, GATHER_MS);
  source.addEventListener("line", (message: MessageEvent<string>) => {
    gathered.push(JSON.parse(message.data) as LogLine);
  });
  const abort = new AbortController();
  // A worker may write its last lines just after the run has ended, so the end is read once more.
  source.addEventListener("end", () => {
    source.close();
    flush();
    last = setTimeout(
      () => void readAll(runId, after, abort.signal, onLines).catch(() => {}),
      LAST_LINES_MS,
    );
  });
  let last: ReturnType<typeof setTimeout> | undefined;
  return () => {
    source.close();
    abort.abort();
    clearInterval(beat);
    clearTimeout(last);
    flush();
  };
}

/** Lines may come twice where reading and following meet. */
function append(log: Log, lines: readonly LogLine[]): Log {
  const last = log.lines.at(-1)?.seq ?? 0;
  const fresh = lines.filter((line) => line.seq > last);
  return fresh.length === 0 ? log : { ...log, lines: [...log.lines, ...fresh], error: null };
}

function words(error: unknown): string {
  return error instanceof ApiError ? error.message : "The log could not be loaded.";
}
