import type { Command } from "commander";
import type {
  CalendarFindings,
  CalendarSummaryView,
  CalendarView,
} from "../../lib/contracts/calendar.ts";
import type { Page } from "../../lib/contracts/common.ts";
import { action, actionOn, examples, segment, toNumber } from "../action.ts";
import { type CalendarFlags, calendarBody } from "../calendar-body.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { readText } from "../job-file.ts";
import { calendarColumns, calendarText, entryLines } from "../render/calendar.ts";
import { plain } from "../render/safe-text.ts";

type ListFlags = { readonly search?: string; readonly limit?: number; readonly cursor?: string };
type FileFlags = CalendarFlags & { readonly file?: string; readonly dryRun?: boolean };

/** `punctual calendars …` */
export function addCalendars(program: Command, io: Io): void {
  const calendars = program
    .command("calendars")
    .description("Days and hours on which jobs that name them do not fire");
  calendars
    .command("list")
    .description("List calendars, newest first")
    .option("--search <text>", "only those whose name or slug has this in it")
    .option("--limit <count>", "1 to 200 (50)", toNumber)
    .option("--cursor <cursor>", "go on where a page ended")
    .action(action(io, listCalendars));
  calendars
    .command("show")
    .description("Show what a calendar excludes, and which jobs name it")
    .argument("<calendar>", "slug or id")
    .action(actionOn(io, showCalendar));
  calendars
    .command("create")
    .description("Make a calendar from a file")
    .requiredOption("--file <file>", "iCalendar, or JSON with entries; - for standard input")
    .option("--name <name>", "instead of the file's own")
    .option("--slug <slug>", "for schedules; made from the name when absent")
    .option("--description <text>", "what it is for")
    .option("--dry-run", "only show what the file holds")
    .addHelpText(
      "after",
      examples(
        "punctual calendars create --file holidays.ics --slug holidays",
        "punctual calendars create --file holidays.ics --dry-run",
        "punctual jobs create … --calendar holidays --on-excluded move",
      ),
    )
    .action(action(io, createCalendar));
  calendars
    .command("import")
    .description("Replace what a calendar excludes by what a file holds")
    .argument("<calendar>", "slug or id")
    .requiredOption("--file <file>", "iCalendar, or JSON with entries; - for standard input")
    .action(actionOn(io, importCalendar));
  calendars
    .command("export")
    .description("Write a calendar as an iCalendar file to the standard output")
    .argument("<calendar>", "slug or id")
    .action(actionOn(io, exportCalendar));
  calendars
    .command("delete")
    .description("Delete a calendar no job names")
    .argument("<calendar>", "slug or id")
    .action(actionOn(io, deleteCalendar));
}

async function listCalendars(ctx: Context, { search, limit, cursor }: ListFlags): Promise<void> {
  const query = { limit, cursor, q: search, project: ctx.project };
  const page = await ctx.client.call<Page<CalendarSummaryView>>("GET", "/calendars", { query });
  const empty = "No calendars. Make one: punctual calendars create --help";
  ctx.showPage(page, calendarColumns(ctx.io.now()), empty);
}

async function showCalendar(ctx: Context, name: string): Promise<void> {
  const query = { project: ctx.project };
  show(ctx, await ctx.client.call<CalendarView>("GET", `/calendars/${segment(name)}`, { query }));
}

async function createCalendar(ctx: Context, flags: FileFlags): Promise<void> {
  const body = await bodyOf(ctx, flags);
  if ("ics" in body || flags.dryRun === true) {
    const query = { project: ctx.project, dryRun: "true" };
    const found = await ctx.client.call<CalendarFindings>("POST", "/calendars", { query, body });
    for (const notice of found.notices) ctx.remark(notice);
    if (flags.dryRun === true)
      return ctx.show(found, () => `${plain(found.name)}\n${entryLines(found.entries)}`);
  }
  const query = { project: ctx.project };
  show(ctx, await ctx.client.call<CalendarView>("POST", "/calendars", { query, body }));
}

async function importCalendar(ctx: Context, name: string, flags: FileFlags): Promise<void> {
  const body = await bodyOf(ctx, flags);
  const path = `/calendars/${segment(name)}`;
  const query = { project: ctx.project };
  show(ctx, await ctx.client.call<CalendarView>("PATCH", path, { query, body }));
}

async function exportCalendar(ctx: Context, name: string): Promise<void> {
  const path = `/calendars/${segment(name)}/ics`;
  const query = { project: ctx.project };
  ctx.io.out.write(await ctx.client.download(path, "text/calendar", { query }));
}

async function deleteCalendar(ctx: Context, name: string): Promise<void> {
  const query = { project: ctx.project };
  await ctx.client.call("DELETE", `/calendars/${segment(name)}`, { query });
  ctx.remark(`Calendar ${name} is deleted.`);
}

async function bodyOf({ io }: Context, flags: FileFlags) {
  if (flags.file === undefined) throw new UsageError("Name the file: --file holidays.ics.");
  return calendarBody(await readText(io, flags.file), flags.file, flags);
}

function show(ctx: Context, calendar: CalendarView): void {
  ctx.show(calendar, () => calendarText(calendar, ctx.io.now(), ctx.style));
}
