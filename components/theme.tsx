"use client";

import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";

type Props = { readonly nonce: string; readonly children: ReactNode };

export function Theme({ nonce, children }: Props) {
  return (
    <ThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      nonce={nonce}
    >
      {children}
    </ThemeProvider>
  );
}
