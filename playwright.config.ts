import { existsSync } from "node:fs";
import { chromium, defineConfig } from "@playwright/test";
import { systemBrowser } from "./scripts/test/browser.ts";
import { e2eSystem } from "./tests/support/e2e-system.ts";

/** A system that already runs (PUNCTUAL_URL), else one started for these tests as `npm start` does. */
const running = process.env["PUNCTUAL_URL"];
const system = running === undefined ? await e2eSystem() : null;
const ownBrowser = existsSync(chromium.executablePath());
const executablePath = ownBrowser ? undefined : systemBrowser();

export default defineConfig({
  testDir: "tests/e2e",
  forbidOnly: process.env["CI"] !== undefined,
  fullyParallel: false,
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    baseURL: running ?? system?.url ?? "",
    trace: "retain-on-failure",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    },
  },
  projects: [{ name: "chromium", use: { browserName: "chromium" } }],
  ...(system === null
    ? {}
    : {
        webServer: {
          command: "node scripts/run.mjs scripts/start.ts --oidc",
          url: `${system.url}/api/health/ready`,
          env: system.env,
          timeout: 300_000,
          gracefulShutdown: { signal: "SIGINT" as const, timeout: 15_000 },
          stdout: "ignore" as const,
          stderr: "pipe" as const,
        },
      }),
});
