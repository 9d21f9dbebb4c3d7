"use client";

import "./globals.css";

type Props = {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
};

/** The last resort: plain markup, because whatever failed may be what the other pages are made of. */
export default function GlobalError({ error, reset }: Props) {
  return (
    <html lang="en">
      <body>
        <main className="flex min-h-dvh flex-col items-center justify-center gap-3 p-6 text-center">
          <h1 className="font-medium">The console cannot be shown</h1>
          <p className="max-w-md text-muted text-sm">
            The server met an unexpected problem. What runs on schedule is not affected by it.
          </p>
          {error.digest ? (
            <p className="text-faint text-xs">
              Request <code className="font-mono">{error.digest}</code>
            </p>
          ) : null}
          <button
            type="button"
            onClick={reset}
            className="h-8 rounded-md border border-line-strong bg-surface px-3 font-medium text-sm"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
