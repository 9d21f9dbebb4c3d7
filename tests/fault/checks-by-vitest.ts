import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tallyVitest } from "../../scripts/test/tally.ts";
import { runTool } from "../../scripts/tool.ts";
import type { Check } from "./fault.ts";

/** A row that is proven on the test clock: a file of integration tests, or those of it whose name has `only`. */
export function byTests({
  name,
  what,
  reach,
  file,
  only,
}: {
  readonly name: string;
  readonly what: string;
  readonly reach: string;
  readonly file: string;
  readonly only?: string;
}): Check {
  return {
    name,
    run: async (tell) => {
      const { passed, failed, output } = await runTests({
        files: [file],
        ...(only ? { only } : {}),
      });
      tell({
        what,
        reach,
        figures: `${passed} tests of ${file} passed, ${failed} failed`,
        problems: failed === 0 && passed > 0 ? [] : [output.slice(-2000)],
      });
    },
  };
}

/** Runs files of integration tests, here or in another copy of the tree. */
export async function runTests({
  files,
  only,
  cwd,
}: {
  readonly files: readonly string[];
  readonly only?: string;
  readonly cwd?: string;
}): Promise<{ passed: number; failed: number; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), "punctual-tests-"));
  const report = join(folder, "report.json");
  const { code, output } = await runTool(
    "vitest",
    [
      "run",
      "--project",
      "integration",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...(only === undefined ? [] : ["-t", only]),
      ...files,
    ],
    { follow: true, ...(cwd === undefined ? {} : { cwd }) },
  );
  try {
    const { passed, failed } = tallyVitest(JSON.parse(readFileSync(report, "utf8")), code);
    return { passed, failed, output };
  } catch {
    return { passed: 0, failed: 1, output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
