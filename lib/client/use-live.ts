"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useRef, useState } from "react";
import { ApiError, api, withQuery, workingIn } from "./api.ts";
import { BEAT_MS, LiveRefresher } from "./live-refresh.ts";
import { type LiveState, LiveStream } from "./live-stream.ts";
import { staleKeys } from "./query-keys.ts";

export type Live = {
  readonly state: LiveState;
  readonly pause: () => void;
  readonly resume: () => void;
};

/** Opens the tab's event stream and lets what it tells refresh the queries on screen. To be used once per tab. */
export function useLiveStream(): Live {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  const stream = useRef<LiveStream | null>(null);

  useEffect(() => {
    const refresher = new LiveRefresher({
      now: () => performance.now(),
      isFetching: (queryKey) => client.isFetching({ queryKey }) > 0,
      refresh: (queryKey) => void client.invalidateQueries({ queryKey }),
    });
    const opened = new LiveStream({
      address: (after) => withQuery("/api/v1/events", { project: workingIn(), after }),
      onRefused: () => void leaveIfSignedOut(),
      onState: setState,
      onReset: () => void client.invalidateQueries(),
      onEvent: (event) => refresher.mark(staleKeys(event)),
    });
    stream.current = opened;
    opened.start();
    const beat = setInterval(() => refresher.beat(), BEAT_MS);
    return () => {
      clearInterval(beat);
      opened.stop();
    };
  }, [client]);

  return useMemo(
    () => ({
      state,
      pause: () => stream.current?.pause(),
      resume: () => stream.current?.start(),
    }),
    [state],
  );
}

/** A page of somebody who is signed out asks to sign in, and leads back afterwards. */
async function leaveIfSignedOut(): Promise<void> {
  try {
    await api("/api/v1/me");
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) window.location.reload();
  }
}

const NOWHERE: Live = { state: "connecting", pause: () => {}, resume: () => {} };

export const LiveContext = createContext<Live>(NOWHERE);

/** The tab's event stream, as the badge shows it. */
export function useLive(): Live {
  return useContext(LiveContext);
}
