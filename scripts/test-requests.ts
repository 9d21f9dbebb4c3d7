// npm run test:requests [-- --count 50000 --seed 1]: sends generated requests of every kind as everybody, and holds the answers
// to the OpenAPI document.
import { parseArgs } from "node:util";
import { runTool } from "./tool.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "50000" }, seed: { type: "string", default: "1" } },
});
const { code } = await runTool(
  "vitest",
  ["run", "--project", "integration", "tests/integration/generated-requests.test.ts"],
  { env: { REQUESTS_COUNT: values.count, REQUESTS_SEED: values.seed }, show: true },
);
process.exitCode = code;
