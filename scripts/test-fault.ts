// npm run test:fault [-- name …]: does everything to an installation that must not harm it, and then goes through its books.
import { BUSY, QUIET } from "../tests/fault/checks.ts";
import { type Check, failure, inMs, type Verdict } from "../tests/fault/fault.ts";
import { short } from "../tests/fault/mix.ts";

/** No row takes longer. */
const LIMIT_MS = 600_000;

let passed = 0;
let failed = 0;
const began = performance.now();
const names = process.argv.slice(2);
const unknown = names.filter(
  (name) => ![...BUSY, ...QUIET, short].some((one) => one.name === name),
);
if (unknown.length > 0) {
  const known = [...BUSY, ...QUIET, short].map((one) => one.name).join(", ");
  console.error(`There is no ${unknown.join(", ")}. There are: ${known}.`);
  process.exit(2);
}

const isWanted = (check: Check): boolean => names.length === 0 || names.includes(check.name);
const busy = names.includes(short.name) ? [...BUSY, short] : BUSY;
await Promise.all([busy, QUIET].map((checks) => runInTurn(checks.filter(isWanted))));
console.log(`\n${passed} passed, ${failed} failed in ${inMs(performance.now() - began)}`);
// A row that failed may have left something that would keep this process.
process.exit(failed === 0 ? 0 : 1);

async function runInTurn(checks: readonly Check[]): Promise<void> {
  for (const check of checks) {
    const startedAt = performance.now();
    const tooLong = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => tooLong.reject(new Error(`not done after ${inMs(LIMIT_MS)}`)),
      LIMIT_MS,
    );
    await Promise.race([check.run((verdict) => tell(check, verdict)), tooLong.promise]).catch(
      (error: unknown) => tell(check, { what: check.name, reach: "an end", ...failure(error) }),
    );
    clearTimeout(timer);
    console.log(`  ${check.name} took ${inMs(performance.now() - startedAt)}`);
  }
}

function tell({ name }: Check, { what, reach, figures, problems }: Verdict): void {
  if (problems.length === 0) passed += 1;
  else failed += 1;
  console.log(`${problems.length === 0 ? "✓" : "✗"} ${name}: ${what} [${reach}]: ${figures}`);
  for (const problem of problems) console.log(`    ${problem}`);
}
