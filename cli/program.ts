import { Command } from "commander";
import { examples } from "./action.ts";
import { addAudit } from "./commands/audit.ts";
import { addBackfills } from "./commands/backfills.ts";
import { addCalendars } from "./commands/calendars.ts";
import { addEvents } from "./commands/events.ts";
import { addFeeds } from "./commands/feeds.ts";
import { addJobs } from "./commands/jobs.ts";
import { addLedger } from "./commands/ledger.ts";
import { addPreview } from "./commands/preview.ts";
import { addProjects } from "./commands/projects.ts";
import { addRuns } from "./commands/runs.ts";
import { addSecrets } from "./commands/secrets.ts";
import { addSession } from "./commands/session.ts";
import { addSimulate } from "./commands/simulate.ts";
import { addTemplates } from "./commands/templates.ts";
import { addWhy } from "./commands/why.ts";
import { addWorkers } from "./commands/workers.ts";
import type { Io } from "./io.ts";

/** The whole command line. Throws CommanderError for what is typed wrong, and after help was shown. */
export function buildProgram(io: Io): Command {
  const program = new Command("punctual")
    .description("Schedule work, run it, and watch it. A client of the REST API of Punctual.")
    .option(
      "--url <url>",
      "where Punctual is (PUNCTUAL_URL, the last login, http://localhost:3000)",
    )
    .option("--token <token>", "an API token (PUNCTUAL_TOKEN, the last login)")
    .option("--project <project>", "slug or id of the project; your default one when absent")
    .option("--json", "the API's answer as JSON, for programs")
    .option("--no-color", "no colours; NO_COLOR does the same")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.out.write(text),
      writeErr: (text) => io.err.write(text),
    })
    .showHelpAfterError("More with --help.")
    .exitOverride()
    .addHelpText(
      "after",
      `${examples(
        "punctual login --url https://punctual.example",
        "punctual jobs create --name Ping --template http-request \\\n      --param url=https://example.com/health --every 15m",
        "punctual runs list --status failed,missed",
        "punctual why --job nightly-report --at 2026-03-29T02:30",
        "punctual events --follow",
      )}

It ends with 0 when all is well, 1 when Punctual refused, 2 when it did not understand what you typed, 3 when Punctual cannot be reached.`,
    );
  for (const add of [
    addSession,
    addJobs,
    addLedger,
    addBackfills,
    addRuns,
    addTemplates,
    addProjects,
    addCalendars,
    addFeeds,
    addSecrets,
    addPreview,
    addSimulate,
    addWhy,
    addEvents,
    addWorkers,
    addAudit,
  ])
    add(program, io);
  return program;
}
