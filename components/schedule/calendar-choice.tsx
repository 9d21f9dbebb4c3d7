"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { api } from "../../lib/client/api.ts";
import type { CalendarSummaryView } from "../../lib/contracts/calendar.ts";
import type { Page } from "../../lib/contracts/common.ts";
import type { JsonObject } from "../../lib/domain/json.ts";
import { Checkbox } from "../ui/checkbox.tsx";
import { FieldError } from "../ui/field.tsx";
import { useProblem } from "../ui/problems.tsx";
import { Segmented } from "../ui/segmented.tsx";
import type { BuilderProps } from "./builder-props.ts";
import { ZoneField } from "./zone-field.tsx";

const MOST = 200;
const WAYS = [
  { value: "skip", label: "Skip them" },
  { value: "move", label: "Move to the next allowed day" },
] as const;
type Way = (typeof WAYS)[number]["value"];

/** Which calendars take moments out of a schedule, and what becomes of those. */
export function CalendarChoice({ draft, onChange }: BuilderProps) {
  const chosen = namesIn(draft.extra);
  const error = useProblem("/schedule/calendars");
  const calendars = useQuery({
    queryKey: ["calendars", { for: "schedule" }],
    queryFn: ({ signal }) =>
      api<Page<CalendarSummaryView>>(`/api/v1/calendars?limit=${MOST}`, { signal }),
  });
  const way: Way = draft.extra["onExcluded"] === "move" ? "move" : "skip";
  const set = (names: readonly string[], to: Way) => {
    const extra = withCalendars(draft.extra, names, to);
    // Days begin somewhere: an interval has no zone of its own until a calendar asks for one.
    const needsZone = draft.kind === "interval" && names.length > 0;
    onChange({ extra: needsZone ? { timeZone: draft.timeZone, ...extra } : extra });
  };
  const offered = offers(calendars.data?.data ?? [], chosen);
  return (
    <details className="group text-sm" open={chosen.length > 0 || undefined}>
      <summary className="w-fit text-muted hover:text-ink">Calendars</summary>
      <div data-pointer="/schedule/calendars" className="mt-3 flex flex-col gap-4">
        {offered.length === 0 ? (
          <p className="text-muted text-sm">
            {calendars.isPending ? "Looking for calendars …" : "There are none yet. "}
            {calendars.isPending ? null : (
              <Link href="/calendars/new" className="text-accent hover:underline">
                Make one
              </Link>
            )}
          </p>
        ) : (
          <fieldset>
            <legend className="mb-1.5 font-medium text-sm">Leave out moments these exclude</legend>
            <div className="flex max-h-48 flex-col gap-1.5 overflow-y-auto">
              {offered.map(({ slug, name }) => (
                <Checkbox
                  key={slug}
                  checked={chosen.includes(slug)}
                  onChange={({ target }) =>
                    set(
                      target.checked ? [...chosen, slug] : chosen.filter((one) => one !== slug),
                      way,
                    )
                  }
                >
                  {name} <code className="font-mono text-muted text-xs">{slug}</code>
                </Checkbox>
              ))}
            </div>
          </fieldset>
        )}
        {error === undefined ? null : <FieldError>{error}</FieldError>}
        {chosen.length === 0 ? null : (
          <div className="flex flex-col gap-1">
            <span aria-hidden className="font-medium text-sm">
              What becomes of them
            </span>
            <Segmented<Way>
              label="What becomes of excluded moments"
              value={way}
              options={WAYS}
              onChange={(to) => set(chosen, to)}
            />
            <p className="text-muted text-xs">
              {way === "skip"
                ? "Each has a row in the ledger that names the entry."
                : "At the same local time, within 31 days; the run names the moment it was moved from."}
            </p>
          </div>
        )}
        {draft.kind === "interval" && chosen.length > 0 ? (
          <ZoneField
            value={textIn(draft.extra, "timeZone") ?? "UTC"}
            onChange={(timeZone) => onChange({ extra: { ...draft.extra, timeZone } })}
          />
        ) : null}
      </div>
    </details>
  );
}

/** What can be chosen: the project's calendars, and names in the schedule that the list does not hold. */
function offers(calendars: readonly CalendarSummaryView[], chosen: readonly string[]) {
  const known = calendars.map(({ slug, name }) => ({ slug, name }));
  const others = chosen.filter((name) => !known.some(({ slug }) => slug === name));
  return [...known, ...others.map((name) => ({ slug: name, name }))];
}

function namesIn(extra: JsonObject): readonly string[] {
  const names = extra["calendars"];
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}

function textIn(extra: JsonObject, name: string): string | undefined {
  const value = extra[name];
  return typeof value === "string" ? value : undefined;
}

function withCalendars(extra: JsonObject, names: readonly string[], way: Way): JsonObject {
  const { calendars: _, onExcluded: _way, ...rest } = extra;
  if (names.length === 0) return rest;
  return { ...rest, calendars: names, ...(way === "move" ? { onExcluded: way } : {}) };
}
