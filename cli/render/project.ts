import type { ProjectView } from "../../lib/contracts/project.ts";
import { type Style, toneOf } from "./style.ts";
import { type Column, facts } from "./table.ts";
import { absoluteText, maybeTime } from "./times.ts";

/** The columns of a list of projects. */
export function projectColumns(now: number): readonly Column<ProjectView>[] {
  return [
    { title: "PROJECT", cell: ({ slug }) => slug },
    { title: "NAME", cell: ({ name }) => name, flexible: true },
    { title: "STATUS", cell: statusOf, tone: (project) => toneOf(statusOf(project)) },
    { title: "YOU ARE", cell: ({ role }) => role },
    { title: "CREATED", cell: ({ createdAt }) => maybeTime(createdAt, now) },
  ];
}

/** Everything a person asks about one project. */
export function projectText(project: ProjectView, now: number, style: Style): string {
  const { paused } = project;
  const status = statusOf(project);
  const until = paused?.until ? ` until ${absoluteText(paused.until)}` : "";
  return facts(
    [
      ["Project", project.name, "strong"],
      ["Slug", project.slug],
      ["Id", project.id],
      ["Status", `${status}${until}`, toneOf(status)],
      [
        "Paused",
        paused && `${maybeTime(paused.at, now)}${paused.by ? ` by ${paused.by.name}` : ""}`,
      ],
      ["Note", paused?.note ?? null],
      ["You are", project.role],
      ["Created", maybeTime(project.createdAt, now)],
    ],
    style,
  );
}

function statusOf({ paused }: ProjectView): string {
  return paused === null ? "active" : "paused";
}
