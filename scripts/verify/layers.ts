import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT, runTool } from "../tool.ts";

const CONFIG = ".dependency-cruiser.cjs";
const LAYERS = ["app", "cli", "components", "db", "lib", "worker", "proxy.ts"];

/** One forbidden import for each kind of rule; each must be reported, or the cruiser sees nothing. */
const PLANTED = [
  { from: "lib/domain/planted.ts", to: "db/planted.ts", rule: "layer:lib/domain" },
  { from: "app/planted.tsx", to: "worker/planted.ts", rule: "layer:app" },
  { from: "lib/unlisted/planted.ts", to: "lib/domain/target.ts", rule: "unlisted-folder" },
] as const;

type Cruise = {
  summary: {
    totalCruised: number;
    violations: { from: string; to: string; rule: { name: string; severity: string } }[];
  };
};

/** Answers what is wrong with the imports of the tree, one line each; empty when the import table holds. */
export async function layerProblems(): Promise<string[]> {
  const present = LAYERS.filter((path) => existsSync(join(ROOT, path)));
  const cruise = await cruiseIn(ROOT, present);
  if (typeof cruise === "string") return [cruise];
  const { totalCruised, violations } = cruise.summary;
  if (totalCruised === 0) return ["0 modules were cruised: the check sees nothing"];
  return violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

/** Plants forbidden imports in a tree of its own and answers those that went unreported. */
export async function unreportedPlants(): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), "punctual-layers-"));
  try {
    for (const name of [CONFIG, "tsconfig.json"]) copyFileSync(join(ROOT, name), join(root, name));
    for (const plant of PLANTED) {
      const up = "../".repeat(plant.from.split("/").length - 1);
      write(join(root, plant.from), `import { a } from "${up}${plant.to}";\nexport const b = a;\n`);
      write(join(root, plant.to), "export const a = 1;\n");
    }
    const cruise = await cruiseIn(root, ["app", "db", "lib", "worker"]);
    if (typeof cruise === "string") return [cruise];
    const found = cruise.summary.violations;
    return PLANTED.filter(
      (plant) => !found.some(({ rule, from }) => rule.name === plant.rule && from === plant.from),
    ).map((plant) => `the planted import ${plant.from} → ${plant.to} was not reported`);
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function cruiseIn(cwd: string, paths: readonly string[]): Promise<Cruise | string> {
  const args = ["--config", CONFIG, "--output-type", "json", ...paths];
  const { stdout, output } = await runTool("depcruise", args, { cwd });
  try {
    return JSON.parse(stdout);
  } catch {
    return `dependency-cruiser gave no result: ${output.slice(0, 2000)}`;
  }
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
