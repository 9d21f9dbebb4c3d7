import type { Command } from "commander";
import type { Page } from "../../lib/contracts/common.ts";
import type { WorkerView } from "../../lib/contracts/worker.ts";
import { action, toNumber } from "../action.ts";
import type { Context } from "../context.ts";
import type { Io } from "../io.ts";
import { toneOf } from "../render/style.ts";
import type { Column } from "../render/table.ts";
import { timeText } from "../render/times.ts";

type ListFlags = { readonly limit?: number; readonly cursor?: string };

/** `punctual workers` */
export function addWorkers(program: Command, io: Io): void {
  program
    .command("workers")
    .description("The processes that execute runs (administrators)")
    .option("--limit <count>", "1 to 200 (50)", toNumber)
    .option("--cursor <cursor>", "go on where a page ended")
    .action(action(io, listWorkers));
}

async function listWorkers(ctx: Context, { limit, cursor }: ListFlags): Promise<void> {
  const query = { limit, cursor };
  const page = await ctx.client.call<Page<WorkerView>>("GET", "/workers", { query });
  ctx.showPage(page, workerColumns(ctx.io.now()), "No worker has ever reported.");
}

function workerColumns(now: number): readonly Column<WorkerView>[] {
  return [
    { title: "NAME", cell: ({ name }) => name, flexible: true },
    { title: "STATUS", cell: statusOf, tone: (worker) => toneOf(statusOf(worker)) },
    { title: "SLOTS", cell: ({ slots, slotsUsed }) => `${slotsUsed} of ${slots}` },
    { title: "POOLS", cell: ({ pools }) => pools.join(", "), flexible: true },
    { title: "HAS", cell: ({ capabilities }) => capabilities.join(", ") },
    { title: "HEARTBEAT", cell: ({ heartbeatAt }) => timeText(heartbeatAt, now) },
    { title: "VERSION", cell: ({ version }) => version },
    { title: "ID", cell: ({ id }) => id },
  ];
}

function statusOf({ status, draining }: WorkerView): string {
  return draining && status === "online" ? "draining" : status;
}
