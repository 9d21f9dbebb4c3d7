"use client";

import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

type Change = { readonly [name: string]: string | undefined };

/**
 * Filters kept in the address, so that they can be shared and survive a reload. Changing them asks the server for
 * nothing: the page's own queries follow. An empty value takes its name out of the address.
 */
export function useUrlState(): readonly [ReadonlyURLSearchParams, (change: Change) => void] {
  const params = useSearchParams();
  const update = useCallback((change: Change) => {
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined || value === "") next.delete(name);
      else next.set(name, value);
    }
    const query = next.toString();
    window.history.replaceState(null, "", query === "" ? window.location.pathname : `?${query}`);
  }, []);
  return [params, update];
}

type ReadonlyURLSearchParams = ReturnType<typeof useSearchParams>;
