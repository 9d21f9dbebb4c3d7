"use client";

import { useSyncExternalStore } from "react";

export type Toast = {
  readonly id: number;
  readonly tone: "good" | "bad";
  readonly text: string;
  /** A second line: the cause of a failure, or what follows from a success. */
  readonly detail?: string | undefined;
  readonly link?: { readonly href: string; readonly label: string } | undefined;
};

const LIFETIME = { good: 5000, bad: 10_000 };
const MOST = 4;
const NONE: readonly Toast[] = [];

const listeners = new Set<() => void>();
let toasts: readonly Toast[] = NONE;
let lastId = 0;

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Shows a message at the edge of the screen for a few seconds; failures stay longer. */
export function toast(message: Omit<Toast, "id">): void {
  lastId += 1;
  const id = lastId;
  set([...toasts, { ...message, id }].slice(-MOST));
  setTimeout(() => dismissToast(id), LIFETIME[message.tone]);
}

export function dismissToast(id: number): void {
  set(toasts.filter((shown) => shown.id !== id));
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
    () => NONE,
  );
}
