import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian's package of the broker; it brings Erlang along. */
const PACKAGE = "rabbitmq-server";
/** The broker itself. The program of the same name in the path is a wrapper that insists on the machine's own one. */
export const RABBITMQ_SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server";
/** The name server of Erlang, which a broker needs to know that it is alone. */
export const EPMD = "/usr/bin/epmd";

/**
 * Makes sure that there is a RabbitMQ to test with, installed with apt-get where we may (root on Debian). Throws with what to
 * install by hand.
 */
export function ensureRabbitmq(log: (text: string) => void): void {
  if (hasRabbitmq()) return;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    log("Installing rabbitmq-server with apt-get …");
    apt("update");
    apt("install", "--yes", "--no-install-recommends", PACKAGE);
    if (hasRabbitmq()) return;
  }
  throw new Error(
    `There is no RabbitMQ to test with. As root on Debian or Ubuntu: apt-get install --no-install-recommends ${PACKAGE}`,
  );
}

function hasRabbitmq(): boolean {
  return existsSync(RABBITMQ_SERVER) && existsSync(EPMD);
}

function apt(...args: string[]): void {
  // Another test file may be at it; it is waited for.
  spawnSync("apt-get", ["-o", "DPkg::Lock::Timeout=300", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    // In this runlevel Debian starts no service with its package: the tests bring a broker of their own.
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" },
  });
}
