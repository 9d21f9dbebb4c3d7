"use client";

import { Button } from "../ui/button.tsx";
import { ErrorState } from "../ui/error-state.tsx";

type Props = {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
};

/** A page that could not be drawn. The digest is what the server's log calls the cause. */
export function ErrorPage({ error, reset }: Props) {
  return (
    <ErrorState
      title="This page cannot be shown"
      cause="The server met an unexpected problem. What runs on schedule is not affected by it."
      requestId={error.digest}
      action={<Button onClick={reset}>Try again</Button>}
    />
  );
}
