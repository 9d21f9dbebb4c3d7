"use client";

import { roughly } from "../../lib/client/format-time.ts";
import { useNow } from "../../lib/client/use-now.ts";

/** How long something has been going on since `from` (RFC 3339), by the second. */
export function Elapsed({ from }: { readonly from: string }) {
  const now = useNow();
  return (
    <span suppressHydrationWarning className="whitespace-nowrap tabular-nums">
      {roughly(Math.max(0, now - Date.parse(from)))}
    </span>
  );
}
