import type { TemplateView } from "../../lib/contracts/template.ts";
import {
  choiceTitle,
  type Field,
  fieldsOf,
  initialValue,
} from "../../lib/domain/template/fields.ts";
import { jsonText } from "./safe-text.ts";
import type { Style } from "./style.ts";
import { type Column, facts, table } from "./table.ts";
import { maybeTime } from "./times.ts";

export const TEMPLATE_COLUMNS: readonly Column<TemplateView>[] = [
  { title: "SLUG", cell: ({ slug }) => slug },
  { title: "NAME", cell: ({ name }) => name, flexible: true },
  { title: "EXECUTOR", cell: ({ executor }) => executor },
  { title: "VERSION", cell: ({ builtIn, version }) => (builtIn ? "built in" : String(version)) },
  { title: "DESCRIPTION", cell: ({ description }) => description, flexible: true },
];

const FIELD_COLUMNS: readonly Column<Field>[] = [
  { title: "PARAMETER", cell: ({ name }) => name },
  { title: "KIND", cell: kindWords, flexible: true },
  { title: "NEEDED", cell: neededWords },
  { title: "DEFAULT", cell: defaultWords, flexible: true },
  { title: "MEANING", cell: (field) => field.description || field.title, flexible: true },
];

/** A template with the parameters its jobs take. `width` as for tables. */
export function templateText(
  template: TemplateView,
  now: number,
  style: Style,
  width: number | undefined,
): string {
  const fields = fieldsOf(template.parameters);
  const about = facts(
    [
      ["Template", template.name, "strong"],
      ["Slug", template.slug],
      ["Description", template.description || null],
      ["Executor", template.executor],
      ["Version", versionWords(template)],
      ["Archived", maybeTime(template.archivedAt, now)],
      ["Configuration", template.builtIn ? null : jsonText(template.config, 0)],
    ],
    style,
  );
  if (fields.length === 0) return `${about}\nIt takes no parameters.\n`;
  return `${about}\n${table(FIELD_COLUMNS, fields, { style, width })}`;
}

function versionWords({ builtIn, version, latestVersion }: TemplateView): string {
  if (builtIn) return "built in";
  return version === latestVersion
    ? `${version}, the latest`
    : `${version}; the latest is ${latestVersion}`;
}

function kindWords({ kind, choices }: Field): string {
  return choices.length === 0 ? kind : `${kind}: ${choices.map(choiceTitle).join(", ")}`;
}

function neededWords({ required, schema }: Field): string {
  return required && initialValue(schema) === undefined ? "yes" : "";
}

function defaultWords({ schema }: Field): string {
  const value = initialValue(schema);
  return value === undefined ? "" : jsonText(value, 0);
}
