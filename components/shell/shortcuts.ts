"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { usePlaces } from "./places.tsx";

/** How long `g` waits for its second key, in milliseconds. */
const PATIENCE = 1200;

export type Overlay = "palette" | "shortcuts" | null;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))
  );
}

function isChord(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

function isPaletteKey(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
}

function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>("[data-page-search]");
  search?.focus();
  return search !== null;
}

/** Keys that work on every page: Ctrl or Cmd with K, `?`, `/`, `n`, and `g` with the letter of a place. */
export function useShortcuts(open: (overlay: Overlay) => void): void {
  const router = useRouter();
  const places = usePlaces();
  const waitingSince = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    const single: { readonly [key: string]: () => boolean } = {
      "?": () => {
        open("shortcuts");
        return true;
      },
      "/": focusSearch,
      n: () => {
        router.push("/jobs/new");
        return true;
      },
    };
    const handle = (event: KeyboardEvent): boolean => {
      if (isPaletteKey(event)) {
        open("palette");
        return true;
      }
      if (isChord(event) || isTyping(event.target)) return false;
      const place = places.find(({ key }) => key === event.key);
      const awaited = event.timeStamp - waitingSince.current < PATIENCE;
      waitingSince.current = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (awaited && place) {
        router.push(place.href);
        return true;
      }
      return single[event.key]?.() ?? false;
    };
    const listener = (event: KeyboardEvent) => {
      if (!event.defaultPrevented && handle(event)) event.preventDefault();
    };
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, [router, open, places]);
}
