import type { Command } from "commander";
import type { EventListView, EventView } from "../../lib/contracts/event.ts";
import { action, examples, toNumber } from "../action.ts";
import type { Context } from "../context.ts";
import { follow } from "../follow.ts";
import type { Io } from "../io.ts";
import { eventText } from "../render/event.ts";
import { jsonText } from "../render/safe-text.ts";

type EventFlags = {
  readonly follow?: boolean;
  readonly topics?: string;
  readonly job?: string;
  readonly run?: string;
  readonly after?: number;
  readonly limit?: number;
};

/** `punctual events` */
export function addEvents(program: Command, io: Io): void {
  program
    .command("events")
    .description("What happened, and with --follow what happens")
    .option("--follow", "show events as they happen, across cuts of the connection")
    .option("--topics <topics>", "jobs, runs, workers, templates; several with commas")
    .option("--job <job>", "only of this job")
    .option("--run <run>", "only of this run")
    .option("--after <seq>", "only events after this number", toNumber)
    .option("--limit <count>", "1 to 1000 (100); not with --follow", toNumber)
    .addHelpText(
      "after",
      `\nWith --json --follow: one line of JSON per event.
${examples("punctual events --follow --topics runs", "punctual events --after 1000 --json")}`,
    )
    .action(action(io, showEvents));
}

async function showEvents(ctx: Context, flags: EventFlags): Promise<void> {
  const { topics, job, run, after, limit } = flags;
  const query = { topics, job, run, after, project: ctx.project };
  if (flags.follow === true) return followEvents(ctx, query);
  const page = await ctx.client.call<EventListView>("GET", "/events", {
    query: { ...query, limit },
  });
  ctx.show(page, () => page.data.map((event) => eventText(event, ctx.style)).join(""));
  ctx.remark(`Next: --after ${page.next}`);
}

async function followEvents(
  ctx: Context,
  query: { readonly [name: string]: string | number | undefined },
): Promise<void> {
  await follow({
    client: ctx.client,
    path: "/events",
    call: { query },
    wait: ctx.io.wait,
    onCut: () => ctx.remark("The connection was cut; asking again …"),
    onMessage: ({ event, data }) => {
      const value: EventView = JSON.parse(data);
      if (ctx.json) ctx.io.out.write(`${jsonText(value, 0)}\n`);
      else if (event === "reset")
        ctx.remark("Some events are no longer kept; going on after them.");
      else ctx.io.out.write(eventText(value, ctx.style));
      return false;
    },
  });
}
