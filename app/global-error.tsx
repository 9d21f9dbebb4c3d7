"use client";

import "./globals.css";
import { ErrorPage } from "../components/shell/error-page.tsx";

type Props = {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
};

export default function GlobalError(props: Props) {
  return (
    <html lang="en">
      <body>
        <main className="flex min-h-dvh items-center justify-center">
          <ErrorPage {...props} />
        </main>
      </body>
    </html>
  );
}
