"use client";

import { useSyncExternalStore } from "react";

const SECOND = 1000;
const listeners = new Set<() => void>();
let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function wholeSecond(): number {
  return Math.floor(Date.now() / SECOND) * SECOND;
}

function tick(): void {
  now = wholeSecond();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = wholeSecond();
    timer = setInterval(tick, SECOND);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

function snapshot(): number {
  if (listeners.size === 0) now = wholeSecond();
  return now;
}

/** The present second in milliseconds since 1970. One timer serves every clock on the page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, snapshot, wholeSecond);
}
