import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian's packages of a container engine that needs no service of the system, and of the programs in the test image. */
const PACKAGES = ["podman", "runc", "busybox-static", "uidmap", "slirp4netns"];
const PROGRAMS = ["/usr/bin/podman", "/usr/sbin/runc", "/usr/bin/tar"];
/** What an engine without root needs beside: other users' ids, and a network. */
const PROGRAMS_WITHOUT_ROOT = ["/usr/bin/newuidmap", "/usr/bin/slirp4netns"];

/** The statically linked busybox, all of the test image. */
export function staticBusybox(): string | undefined {
  return ["/usr/bin/busybox", "/bin/busybox"].find((path) => existsSync(path));
}

/**
 * Makes sure that there is a container engine to test with, installed with apt-get where we may (root on Debian). Throws with
 * what to install by hand.
 */
export function ensureContainerEngine(log: (text: string) => void): void {
  if (hasEngine()) return;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    log("Installing podman with apt-get …");
    apt("update");
    apt("install", "--yes", "--no-install-recommends", ...PACKAGES);
    if (hasEngine()) return;
  }
  const install = `apt-get install --no-install-recommends ${PACKAGES.join(" ")}`;
  throw new Error(
    `There is no container engine to test with. As root on Debian or Ubuntu: ${install}; a user that is not root also needs a line in /etc/subuid and /etc/subgid (usermod --add-subuids 100000-165535 --add-subgids 100000-165535 <user>).`,
  );
}

function hasEngine(): boolean {
  const needed = process.getuid?.() === 0 ? PROGRAMS : [...PROGRAMS, ...PROGRAMS_WITHOUT_ROOT];
  return needed.every((path) => existsSync(path)) && staticBusybox() !== undefined;
}

function apt(...args: string[]): void {
  // Another test file may be at it; it is waited for.
  spawnSync("apt-get", ["-o", "DPkg::Lock::Timeout=300", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}
