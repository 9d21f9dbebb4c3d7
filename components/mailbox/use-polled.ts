"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

/** Asks again for what lies under a key every so many milliseconds, while the page is looked at; for what tells no events. */
export function usePolled(key: readonly string[], every: number): void {
  const client = useQueryClient();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void client.invalidateQueries({ queryKey: key });
    }, every);
    return () => clearInterval(timer);
  }, [client, key, every]);
}
