import { describeCheck, runChecks } from "./verify/checks.ts";

const started = performance.now();
const results = await runChecks((result) => console.log(describeCheck(result)));
const failed = results.filter((result) => result.problem !== "").length;
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`\nverify: ${results.length - failed} passed, ${failed} failed in ${seconds} s`);
process.exitCode = failed === 0 ? 0 : 1;
