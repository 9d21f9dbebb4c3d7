import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, runTool } from "../tool.ts";

/** Everything that can change what `next build` makes. */
const SOURCES = [
  "{app,components,lib,db,public}/**/*",
  "{proxy,instrumentation}.ts",
  "{next,postcss}.config.mjs",
  "{package,package-lock,tsconfig}.json",
];
/** Inside the build, so that it goes when the build goes. */
const MARKER = join(ROOT, ".next", "source-hash");

/** True when the sources are not those of the last build. */
export function isBuildStale(): boolean {
  if (!existsSync(MARKER) || !existsSync(join(ROOT, ".next", "BUILD_ID"))) return true;
  return readFileSync(MARKER, "utf8") !== hashSources();
}

/** Builds the web app. Throws with the builder's output when that fails. */
export async function build(signal?: AbortSignal): Promise<void> {
  const hash = hashSources();
  const { code, output } = await runTool("next", ["build"], {
    env: { NODE_ENV: "production" },
    follow: true,
    ...(signal === undefined ? {} : { signal }),
  });
  if (code !== 0) throw new Error(`The web app could not be built:\n${output}`);
  writeFileSync(MARKER, hash);
}

function hashSources(): string {
  const hash = createHash("sha256");
  for (const name of globSync(SOURCES, { cwd: ROOT }).sort()) {
    const file = join(ROOT, name);
    if (/[.]test[.]tsx?$/.test(name) || !statSync(file).isFile()) continue;
    hash.update(`${name}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}
