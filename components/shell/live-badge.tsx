"use client";

import { clsx } from "clsx";
import { Pause, Play } from "lucide-react";
import type { LiveState } from "../../lib/client/live-stream.ts";
import { useLive } from "../../lib/client/use-live.ts";

const LOOKS: { readonly [S in LiveState]: { readonly word: string; readonly dot: string } } = {
  connecting: { word: "Connecting", dot: "bg-idle-fill" },
  live: { word: "Live", dot: "bg-good-fill animate-live" },
  reconnecting: { word: "Reconnecting", dot: "bg-warn-fill animate-live" },
  paused: { word: "Paused", dot: "bg-idle-fill" },
};

/** Whether what is on screen is the present, and the switch to hold it still. */
export function LiveBadge() {
  const { state, pause, resume } = useLive();
  const paused = state === "paused";
  const Icon = paused ? Play : Pause;
  return (
    <button
      type="button"
      onClick={paused ? resume : pause}
      data-tip={paused ? "Follow changes again" : "Hold the screen still"}
      aria-label={`${LOOKS[state].word}. ${paused ? "Follow changes again" : "Hold the screen still"}`}
      className="group flex h-7 items-center gap-2 rounded-md px-2 font-medium text-muted text-xs hover:bg-hover"
    >
      <span aria-hidden className={clsx("size-2 rounded-full", LOOKS[state].dot)} />
      <span role="status">{LOOKS[state].word}</span>
      <Icon
        aria-hidden
        className="size-3 opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100"
      />
    </button>
  );
}
