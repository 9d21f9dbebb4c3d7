import type { Command } from "commander";
import type { LogLine, LogView } from "../../lib/contracts/log.ts";
import { actionOn, examples, segment, toNumber } from "../action.ts";
import type { Context } from "../context.ts";
import { FailedRun } from "../errors.ts";
import { follow } from "../follow.ts";
import type { Io } from "../io.ts";
import { logLineText } from "../render/run.ts";
import { jsonText } from "../render/safe-text.ts";

type LogFlags = {
  readonly follow?: boolean;
  readonly attempt?: number;
  readonly after?: number;
  readonly limit?: number;
};

const PAGE = 1000;

/** `punctual runs logs` */
export function addRunLogs(runs: Command, io: Io): void {
  runs
    .command("logs")
    .description("What a run wrote")
    .argument("<run>", "id")
    .option("--follow", "go on until the run has ended, across cuts of the connection")
    .option("--attempt <number>", "only this attempt", toNumber)
    .option("--after <seq>", "only lines after this number", toNumber)
    .option("--limit <count>", "one page of at most 1000 lines; without it all of them", toNumber)
    .addHelpText(
      "after",
      `\nWith --json: one page as the API answers it; with --follow one line of JSON per line of the log.
${examples("punctual runs logs 0199d1c4-3f55-7d2a-b3a7-0c6a4e1f2b90 --follow")}`,
    )
    .action(actionOn(io, showLogs));
}

async function showLogs(ctx: Context, id: string, flags: LogFlags): Promise<void> {
  if (flags.follow === true) return followRunLog(ctx, id, { ...flags, failWithRun: false });
  const { attempt, limit } = flags;
  const read = (after: number | undefined) =>
    ctx.client.call<LogView>("GET", `/runs/${segment(id)}/logs`, {
      query: { attempt, after, limit: limit ?? PAGE },
    });
  let page = await read(flags.after);
  if (ctx.json) return ctx.show(page, () => "");
  writeLines(ctx, page.data);
  while (limit === undefined && page.data.length === PAGE) {
    page = await read(page.next);
    writeLines(ctx, page.data);
  }
}

function writeLines(ctx: Context, lines: readonly LogLine[]): void {
  ctx.io.out.write(lines.map((line) => logLineText(line, ctx.style, ctx.colours)).join(""));
}

type Following = {
  readonly attempt?: number;
  readonly after?: number;
  /** Throw FailedRun when the run ends otherwise than completed. */
  readonly failWithRun: boolean;
};

/** Shows a run's log as it is written until the run has ended. */
export async function followRunLog(ctx: Context, id: string, following: Following): Promise<void> {
  const { attempt, after } = following;
  let status = "";
  await follow({
    client: ctx.client,
    path: `/runs/${segment(id)}/logs`,
    call: { query: { attempt, after } },
    wait: ctx.io.wait,
    onCut: () => ctx.remark("The connection was cut; asking again …"),
    onMessage: ({ event, data }) => {
      if (event === "line") writeLine(ctx, JSON.parse(data));
      if (event !== "end") return false;
      status = JSON.parse(data).status;
      return true;
    },
  });
  ctx.remark(`The run is ${status}.`);
  if (following.failWithRun && status !== "completed") throw new FailedRun(`The run is ${status}.`);
}

function writeLine(ctx: Context, line: LogLine): void {
  if (ctx.json) ctx.io.out.write(`${jsonText(line, 0)}\n`);
  else writeLines(ctx, [line]);
}
