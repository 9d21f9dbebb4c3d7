import type { Command } from "commander";
import type { Page } from "../../lib/contracts/common.ts";
import type { FeedView, NewFeedView } from "../../lib/contracts/feed.ts";
import { action, actionOn, examples, segment, toNumber } from "../action.ts";
import type { Context } from "../context.ts";
import type { Io } from "../io.ts";
import { plain } from "../render/safe-text.ts";
import type { Column } from "../render/table.ts";
import { timeText } from "../render/times.ts";

type ListFlags = { readonly limit?: number; readonly cursor?: string };
type CreateFlags = { readonly name: string; readonly job?: string };

/** `punctual feeds …` */
export function addFeeds(program: Command, io: Io): void {
  const feeds = program
    .command("feeds")
    .description("Addresses under which calendar programs show what will run");
  feeds
    .command("list")
    .description("List feeds, newest first, without their addresses")
    .option("--limit <count>", "1 to 200 (50)", toNumber)
    .option("--cursor <cursor>", "go on where a page ended")
    .action(action(io, listFeeds));
  feeds
    .command("create")
    .description("Make an address; it is shown once, and whoever has it can read the feed")
    .requiredOption("--name <name>", "what calendar programs call it")
    .option("--job <job>", "key or id; without it, all jobs of the project")
    .addHelpText("after", examples("punctual feeds create --name Reports --job nightly-report"))
    .action(action(io, createFeed));
  feeds
    .command("delete")
    .description("End a feed at once: its address answers 404")
    .argument("<feed>", "id")
    .action(actionOn(io, deleteFeed));
}

async function listFeeds(ctx: Context, { limit, cursor }: ListFlags): Promise<void> {
  const query = { limit, cursor, project: ctx.project };
  const page = await ctx.client.call<Page<FeedView>>("GET", "/feeds", { query });
  ctx.showPage(page, feedColumns(ctx.io.now()), "No feeds. Make one: punctual feeds create --help");
}

function feedColumns(now: number): readonly Column<FeedView>[] {
  return [
    { title: "NAME", cell: ({ name }) => name, flexible: true },
    { title: "OF", cell: ({ job }) => job?.key ?? "all jobs", flexible: true },
    { title: "CREATED", cell: ({ createdAt }) => timeText(createdAt, now) },
    { title: "ID", cell: ({ id }) => id },
  ];
}

async function createFeed(ctx: Context, { name, job }: CreateFlags): Promise<void> {
  const body = { name, job, project: ctx.project };
  const feed = await ctx.client.call<NewFeedView>("POST", "/feeds", { body });
  ctx.show(feed, () => `${plain(feed.url)}\n`);
  ctx.remark("Keep the address: it is shown this once. Whoever has it can read the feed.");
}

async function deleteFeed(ctx: Context, id: string): Promise<void> {
  await ctx.client.call("DELETE", `/feeds/${segment(id)}`);
  ctx.remark(`Feed ${id} is ended.`);
}
