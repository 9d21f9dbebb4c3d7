import { build } from "./start/build.ts";
import { say, step } from "./start/say.ts";

try {
  await step("Building the web app", () => build());
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
