import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../../scripts/tool.ts";
import { runTests } from "./checks-by-vitest.ts";
import type { Check, Outcome, Verdict } from "./fault.ts";
import { MUTANTS, type Mutant } from "./mutants.ts";

const REACH = "noticed by its test";

/** Plants one bug after the other in a copy of the tree; the test that guards against it must fail, and only then. */
export const plantBugs: Check = {
  name: "mutants",
  run: async (tell) => {
    const copy = copyTree();
    try {
      tell(await withoutBugs(copy));
      for (const mutant of MUTANTS) tell(await withBug(copy, mutant));
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  },
};

/** The tests must be there and must pass, else their failure would say nothing. */
async function withoutBugs(copy: string): Promise<Verdict> {
  const files = [...new Set(MUTANTS.map(({ test }) => test.file))];
  const names = [...new Set(MUTANTS.map(({ test }) => test.only))];
  const only = names.map(literally).join("|");
  const { passed, failed, output } = await runTests({ files, only, cwd: copy });
  return {
    what: "no bug",
    reach: "all guards pass",
    figures: `${passed} tests pass without them`,
    problems: failed > 0 || passed < names.length ? [output.slice(-2000)] : [],
  };
}

async function withBug(copy: string, mutant: Mutant): Promise<Verdict> {
  const what = `bug: ${mutant.name}`;
  const { edits, test } = mutant;
  const before = new Map(edits.map(({ file }) => [file, readFileSync(join(copy, file), "utf8")]));
  const gone = edits.filter(({ file, text }) => !before.get(file)?.includes(text));
  if (gone.length > 0) {
    const problems = gone.map(
      ({ file, text }) => `${file} has no ${JSON.stringify(text)} any more: plant it anew`,
    );
    return { what, reach: REACH, figures: "not planted", problems };
  }
  for (const { file, text, becomes } of edits) {
    const path = join(copy, file);
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace(text, () => becomes),
    );
  }
  try {
    const only = literally(test.only);
    return {
      what,
      reach: REACH,
      ...outcomeOf(await runTests({ files: [test.file], only, cwd: copy })),
    };
  } finally {
    for (const [file, text] of before) writeFileSync(join(copy, file), text);
  }
}

function outcomeOf({ failed }: { readonly failed: number }): Outcome {
  return failed > 0
    ? { figures: `${failed} failed`, problems: [] }
    : { figures: "nothing failed", problems: ["nobody noticed"] };
}

/** Names of tests are taken as regular expressions. */
function literally(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Everything that is not ignored, with the same dependencies. */
function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), "punctual-mutants-"));
  const { stdout, status } = spawnSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    { cwd: ROOT, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error("A tree that git knows is needed to copy it.");
  for (const file of stdout.split("\0").filter((name) => name !== "")) {
    if (!existsSync(join(ROOT, file))) continue;
    mkdirSync(join(copy, dirname(file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(copy, file));
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  return copy;
}
