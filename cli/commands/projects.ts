import type { Command } from "commander";
import type { Page } from "../../lib/contracts/common.ts";
import type { ProjectView } from "../../lib/contracts/project.ts";
import { action, actionOn, segment, toNumber } from "../action.ts";
import type { Context } from "../context.ts";
import type { Io } from "../io.ts";
import { projectColumns, projectText } from "../render/project.ts";

/** `punctual projects …` */
export function addProjects(program: Command, io: Io): void {
  const projects = program.command("projects").description("Who shares templates, jobs and runs");
  projects
    .command("list")
    .description("List your projects, newest first; administrators see all")
    .option("--limit <count>", "1 to 200 (50)", toNumber)
    .option("--cursor <cursor>", "go on where a page ended")
    .action(action(io, listProjects));
  projects
    .command("get")
    .description("Show one project")
    .argument("<project>", "slug or id")
    .action(actionOn(io, getProject));
  projects
    .command("pause")
    .description("Stop planning all jobs of a project; runs under way go on")
    .argument("<project>", "slug or id")
    .option("--until <instant>", "resume by itself then: 2026-12-24T18:00:00+01:00")
    .option("--note <text>", "why, for whoever wonders")
    .action(actionOn(io, pauseProject));
  projects
    .command("resume")
    .description("Plan the jobs of a project again")
    .argument("<project>", "slug or id")
    .option("--missed <policy>", "what becomes of the slots of the pause: skip, latest or all")
    .action(actionOn(io, resumeProject));
}

async function listProjects(
  ctx: Context,
  { limit, cursor }: { readonly limit?: number; readonly cursor?: string },
): Promise<void> {
  const query = { limit, cursor };
  const page = await ctx.client.call<Page<ProjectView>>("GET", "/projects", { query });
  ctx.showPage(page, projectColumns(ctx.io.now()), "You are in no project.");
}

function showProject(ctx: Context, project: ProjectView): void {
  ctx.show(project, () => projectText(project, ctx.io.now(), ctx.style));
}

async function getProject(ctx: Context, name: string): Promise<void> {
  showProject(ctx, await ctx.client.call("GET", `/projects/${segment(name)}`));
}

async function pauseProject(
  ctx: Context,
  name: string,
  { until, note }: { readonly until?: string; readonly note?: string },
): Promise<void> {
  const path = `/projects/${segment(name)}/pause`;
  showProject(ctx, await ctx.client.call("POST", path, { body: { until, note } }));
}

async function resumeProject(
  ctx: Context,
  name: string,
  { missed }: { readonly missed?: string },
): Promise<void> {
  const path = `/projects/${segment(name)}/resume`;
  showProject(ctx, await ctx.client.call("POST", path, { body: { missed } }));
}
