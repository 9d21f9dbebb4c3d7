"use client";

import { useEffect } from "react";

const QUESTION = "Leave without saving? What you have typed will be lost.";

/** Asks before anything typed is lost: on reload, on closing the tab, and on links within the console. */
export function useUnsavedGuard(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const abort = new AbortController();
    window.addEventListener("beforeunload", (event) => event.preventDefault(), {
      signal: abort.signal,
    });
    document.addEventListener(
      "click",
      (event) => {
        const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
        if (link === null || link.getAttribute("target") === "_blank") return;
        if (window.confirm(QUESTION)) return;
        event.preventDefault();
        event.stopPropagation();
      },
      { capture: true, signal: abort.signal },
    );
    return () => abort.abort();
  }, [dirty]);
}
