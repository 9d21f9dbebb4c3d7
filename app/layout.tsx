import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Theme } from "../components/theme.tsx";
import { TipLayer } from "../components/ui/tip-layer.tsx";
import { Toaster } from "../components/ui/toaster.tsx";

export const metadata: Metadata = {
  title: { default: "Punctual", template: "%s · Punctual" },
  description: "What will run, what ran, what did not, and why.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f7f7f8" },
    { media: "(prefers-color-scheme: dark)", color: "#0b0c0f" },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? "";
  return (
    <html
      lang="en"
      suppressHydrationWarning
      className={`${GeistSans.variable} ${GeistMono.variable}`}
    >
      <body>
        <Theme nonce={nonce}>
          {children}
          <Toaster />
          <TipLayer />
        </Theme>
      </body>
    </html>
  );
}
