"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ApiError } from "../lib/client/api.ts";
import { LiveContext, useLiveStream } from "../lib/client/use-live.ts";

const MOST_RETRIES = 3;

/** A refusal stays a refusal; only a server that is away is asked again. */
function shouldRetry(failures: number, error: Error): boolean {
  const away = error instanceof ApiError && (error.status === 0 || error.status >= 500);
  return away && failures < MOST_RETRIES;
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { staleTime: 30_000, retry: shouldRetry } },
  });
}

/** What every page of the console shares: the query cache and the tab's one event stream. */
export function Providers({ children }: { readonly children: ReactNode }) {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <LiveProvider>{children}</LiveProvider>
    </QueryClientProvider>
  );
}

function LiveProvider({ children }: { readonly children: ReactNode }) {
  return <LiveContext value={useLiveStream()}>{children}</LiveContext>;
}
