// npm test: everything that can be checked, from the bare tree to the built app in a browser.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, isBuildStale } from "./start/build.ts";
import { say, step } from "./start/say.ts";
import { ensureBrowser } from "./test/browser.ts";
import { ensureContainerEngine } from "./test/container-engine.ts";
import { type Tally, tallyLine, tallyPlaywright, tallyVitest, total } from "./test/tally.ts";
import { runNode, runTool } from "./tool.ts";
import { describeCheck, runChecks } from "./verify/checks.ts";

const PASSED: Tally = { passed: 1, failed: 0, skipped: 0 };
const FAILED: Tally = { passed: 0, failed: 1, skipped: 0 };

const reports = mkdtempSync(join(tmpdir(), "punctual-reports-"));
const parts: [name: string, run: () => Promise<Tally>][] = [
  ["browser", () => one(() => ensureBrowser(say))],
  ["engine", () => one(async () => ensureContainerEngine(say))],
  ["verify", verify],
  ["unit", () => vitest("unit")],
  ["integration", () => vitest("integration")],
  ["faults", faults],
  ["build", () => one(buildWhenChanged)],
  ["end-to-end", endToEnd],
];

const results: { name: string; tally: Tally; seconds: number }[] = [];
for (const [name, run] of parts) {
  console.log(`\n── ${name} ${"─".repeat(60 - name.length)}`);
  const started = performance.now();
  const tally = await run();
  results.push({ name, tally, seconds: (performance.now() - started) / 1000 });
}
rmSync(reports, { recursive: true, force: true });

console.log();
for (const { name, tally, seconds } of results) {
  const skipped = tally.skipped === 0 ? "" : `, ${tally.skipped} skipped (counted as failed)`;
  const counts = `${tally.passed} passed, ${tally.failed} failed${skipped}`;
  console.log(`  ${name.padEnd(12)} ${counts} in ${seconds.toFixed(1)} s`);
}
const { passed, failed } = total(results.map((result) => result.tally));
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function verify(): Promise<Tally> {
  const checks = await runChecks((result) => console.log(describeCheck(result)));
  const failures = checks.filter((check) => check.problem !== "").length;
  return { passed: checks.length - failures, failed: failures, skipped: 0 };
}

async function vitest(project: string): Promise<Tally> {
  const file = join(reports, `${project}.json`);
  const { code } = await runTool(
    "vitest",
    [
      "run",
      "--project",
      project,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${file}`,
    ],
    { show: true, follow: true },
  );
  return tallyVitest(readReport(file), code);
}

/** The short mix of everything that must not harm a busy installation; `npm run test:fault` does all of it. */
async function faults(): Promise<Tally> {
  const options = { show: true, follow: true };
  const { code, stdout } = await runNode(["scripts/test-fault.ts", "mix"], options);
  return tallyLine(stdout, code);
}

async function endToEnd(): Promise<Tally> {
  const file = join(reports, "e2e.json");
  const { code } = await runTool("playwright", ["test", "--reporter=list,json"], {
    show: true,
    follow: true,
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  });
  return tallyPlaywright(readReport(file), code);
}

async function buildWhenChanged(): Promise<void> {
  if (isBuildStale()) await step("Building the web app", () => build());
}

/** A part that is one thing: it goes well or it does not. */
async function one(work: () => Promise<void>): Promise<Tally> {
  try {
    await work();
    return PASSED;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return FAILED;
  }
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
