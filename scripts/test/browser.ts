import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { runTool } from "../tool.ts";

const SYSTEM_BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The system's Chromium, where there is one. */
export function systemBrowser(): string | undefined {
  return SYSTEM_BROWSERS.find((path) => existsSync(path));
}

/**
 * Makes sure that there is a Chromium to test with: Playwright's own or the system's, else installed with
 * apt-get (root on Debian), else downloaded by Playwright. Throws with what to install by hand.
 */
export async function ensureBrowser(log: (text: string) => void): Promise<void> {
  if (await hasBrowser()) return;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    log("Installing Chromium with apt-get …");
    apt("update");
    apt("install", "--yes", "--no-install-recommends", "chromium");
    if (await hasBrowser()) return;
  }
  log("Downloading Chromium with Playwright …");
  const { output } = await runTool("playwright", ["install", "chromium"]);
  if (await hasBrowser()) return;
  throw new Error(
    `There is no Chromium and it could not be installed. Install the package chromium (apt-get install chromium) or Google Chrome.\n${output.slice(-1000)}`,
  );
}

async function hasBrowser(): Promise<boolean> {
  const { chromium } = await import("@playwright/test");
  return existsSync(chromium.executablePath()) || systemBrowser() !== undefined;
}

function apt(...args: string[]): void {
  spawnSync("apt-get", args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}
