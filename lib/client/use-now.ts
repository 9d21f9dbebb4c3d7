"use client";

import { useSyncExternalStore } from "react";

const SECOND = 1000;
const listeners = new Set<() => void>();
let now = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Ticks as the second turns, so that every clock on the page jumps together and with the wall clock. */
function arm(): void {
  timer = setTimeout(tick, SECOND - (Date.now() % SECOND));
}

function tick(): void {
  now = Date.now();
  arm();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = Date.now();
    arm();
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearTimeout(timer);
  };
}

function snapshot(): number {
  // While nobody listens the clock stands; a stale reading must not outlive the second it was taken in.
  if (listeners.size === 0 && Date.now() - now >= SECOND) now = Date.now();
  return now;
}

function serverSnapshot(): number {
  return Math.floor(Date.now() / SECOND) * SECOND;
}

/** The present in milliseconds since 1970, renewed each second. One timer serves every clock on the page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, snapshot, serverSnapshot);
}
