import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { ROOT, runTool } from "../tool.ts";
import { missingPaths } from "./docs-paths.ts";
import { layerProblems, unreportedPlants } from "./layers.ts";

/** One thing `verify` looks at. `run` answers what is wrong, empty when nothing is. */
export type Check = Readonly<{ name: string; run(): Promise<string> }>;
export type CheckResult = Readonly<{ name: string; problem: string; ms: number }>;

const CHECKS: readonly Check[] = [
  { name: "types", run: types },
  { name: "format and lint", run: () => tool("biome", ["check", "--max-diagnostics=50", "."]) },
  { name: "unused code", run: () => tool("knip", ["--no-progress"]) },
  { name: "import table", run: async () => (await layerProblems()).join("\n") },
  { name: "import table sees", run: async () => (await unreportedPlants()).join("\n") },
  { name: "paths in documents", run: documents },
];

/** Runs every check at the same time and answers as each ends. None of them needs a database. */
export async function runChecks(report: (result: CheckResult) => void): Promise<CheckResult[]> {
  return Promise.all(
    CHECKS.map(async ({ name, run }) => {
      const started = performance.now();
      const problem = await run().catch((error: unknown) => String(error));
      const result = { name, problem: problem.trim(), ms: performance.now() - started };
      report(result);
      return result;
    }),
  );
}

/** A check's result for people: one line when it holds, else all that is wrong. */
export function describeCheck({ name, problem, ms }: CheckResult): string {
  const seconds = `${(ms / 1000).toFixed(1)} s`;
  if (problem === "") return `  ✓ ${name.padEnd(20)} ${seconds}`;
  return `  ✗ ${name.padEnd(20)} ${seconds}\n${problem.replaceAll(/^/gm, "      ")}`;
}

/** The types of the routes are generated first, so that the answer is the same before and after a build. */
async function types(): Promise<string> {
  const generated = existsSync(join(ROOT, "app")) ? await tool("next", ["typegen"]) : "";
  return generated === "" ? tool("tsc", ["--noEmit", "--pretty", "false"]) : generated;
}

async function documents(): Promise<string> {
  return missingPaths(ROOT, globSync(["*.md", "docs/**/*.md"], { cwd: ROOT })).join("\n");
}

async function tool(name: string, args: readonly string[]): Promise<string> {
  const { code, output } = await runTool(name, args);
  return code === 0 ? "" : output || `${name} ended with ${code}`;
}
