// npm run test:time: holds the time engine against a second opinion, and against its own limits.
// Options: --cases 100000, --seed 1, --case 4711 (one case of that seed alone), and the names of parts to run.
import { parseArgs } from "node:util";
import type { Finding } from "../tests/time/finding.ts";
import { keepTheBooks } from "../tests/time/ledger.ts";
import { compareCases } from "../tests/time/random-cases.ts";
import { findSlowest } from "../tests/time/slowest.ts";

const { values, positionals } = parseArgs({
  options: {
    cases: { type: "string", default: "100000" },
    jobs: { type: "string", default: "1000" },
    seed: { type: "string" },
    case: { type: "string" },
  },
  allowPositionals: true,
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const only = values.case === undefined ? null : Number(values.case);

const parts: readonly (readonly [name: string, run: () => Finding])[] = [
  ["slowest", () => findSlowest(seed)],
  ["cases", () => compareCases(seed, Number(values.cases), only)],
  ["ledger", () => keepTheBooks(seed, Number(values.jobs))],
];

console.log(`seed ${seed}, time zones ${process.versions["tz"]}, Node ${process.version}\n`);
for (const [name, run] of parts) {
  if (only !== null ? name !== "cases" : positionals.length > 0 && !positionals.includes(name))
    continue;
  const started = performance.now();
  const { figures, problems } = run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${problems.length === 0 ? "✓" : "✗"} ${name.padEnd(8)} ${figures}, ${seconds} s`);
  for (const problem of problems) console.log(`\n${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
