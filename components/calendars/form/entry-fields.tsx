"use client";

import type { Weekday } from "../../../lib/domain/calendar/types.ts";
import { monthName } from "../../../lib/domain/schedule/describe-dates.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { FieldError } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { PointerField } from "../../ui/pointer-field.tsx";
import { useProblem } from "../../ui/problems.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Select } from "../../ui/select.tsx";
import type { EntryDraft, EntryKind } from "./entry-draft.ts";

const KINDS = [
  { value: "date", label: "Date" },
  { value: "yearly", label: "Every year" },
  { value: "weekly", label: "Every week" },
  { value: "hours", label: "Hours" },
] as const;

const DAYS: readonly { readonly day: Weekday; readonly word: string }[] = [
  { day: "MON", word: "Mon" },
  { day: "TUE", word: "Tue" },
  { day: "WED", word: "Wed" },
  { day: "THU", word: "Thu" },
  { day: "FRI", word: "Fri" },
  { day: "SAT", word: "Sat" },
  { day: "SUN", word: "Sun" },
];

export type EntryProps = {
  readonly draft: EntryDraft;
  /** Where the entry stands in what is sent: `/entries/3`. */
  readonly pointer: string;
  readonly onChange: (change: Partial<EntryDraft>) => void;
};

/** The fields of one entry, of whichever kind. */
export function EntryFields(props: EntryProps) {
  const { draft, pointer, onChange } = props;
  return (
    <div className="flex flex-col gap-4">
      <Segmented<EntryKind>
        label="Kind of entry"
        value={draft.kind}
        options={KINDS}
        onChange={(kind) => onChange({ kind })}
      />
      <KindFields {...props} />
      <PointerField pointer={`${pointer}/name`} label="Name">
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            placeholder="Christmas Day"
            value={draft.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </PointerField>
    </div>
  );
}

function KindFields(props: EntryProps) {
  switch (props.draft.kind) {
    case "date":
      return <DateFields {...props} />;
    case "yearly":
      return <YearlyFields {...props} />;
    case "weekly":
      return <DayFields {...props} legend="On these days nothing fires" />;
    case "hours":
      return <HoursFields {...props} />;
  }
}

function DateFields({ draft, pointer, onChange }: EntryProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <PointerField pointer={`${pointer}/date`} label="Day" required>
        {(wiring) => (
          <Input
            {...wiring}
            type="date"
            value={draft.date}
            onChange={(event) => onChange({ date: event.target.value })}
          />
        )}
      </PointerField>
      <PointerField pointer={`${pointer}/until`} label="Last day">
        {(wiring) => (
          <Input
            {...wiring}
            type="date"
            value={draft.until}
            onChange={(event) => onChange({ until: event.target.value })}
          />
        )}
      </PointerField>
    </div>
  );
}

function YearlyFields({ draft, pointer, onChange }: EntryProps) {
  const [month = "12", day = "25"] = draft.yearly.split("-");
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_6rem] gap-4">
      <PointerField
        pointer={`${pointer}/date`}
        label="Month"
        required
        hint="29 February is excluded in the years that have one."
      >
        {(wiring) => (
          <Select
            {...wiring}
            value={month}
            onChange={(event) => onChange({ yearly: `${event.target.value}-${day}` })}
          >
            {Array.from({ length: 12 }, (_, at) => (
              <option key={monthName(at + 1)} value={two(at + 1)}>
                {monthName(at + 1)}
              </option>
            ))}
          </Select>
        )}
      </PointerField>
      <PointerField pointer={`${pointer}/day`} label="Day" required>
        {(wiring) => (
          <Select
            {...wiring}
            value={day}
            onChange={(event) => onChange({ yearly: `${month}-${event.target.value}` })}
          >
            {Array.from({ length: 31 }, (_, at) => two(at + 1)).map((value) => (
              <option key={value} value={value}>
                {Number(value)}
              </option>
            ))}
          </Select>
        )}
      </PointerField>
    </div>
  );
}

function HoursFields(props: EntryProps) {
  const { draft, pointer, onChange } = props;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <PointerField
          pointer={`${pointer}/from`}
          label="Open from"
          required
          hint="Outside these hours nothing fires. Later than the end: open over midnight."
        >
          {(wiring) => (
            <Input
              {...wiring}
              mono
              placeholder="08:00"
              value={draft.from}
              onChange={(event) => onChange({ from: event.target.value })}
            />
          )}
        </PointerField>
        <PointerField
          pointer={`${pointer}/to`}
          label="Until"
          required
          hint="This minute no longer belongs to it. 24:00 is the end of the day."
        >
          {(wiring) => (
            <Input
              {...wiring}
              mono
              placeholder="18:00"
              value={draft.to}
              onChange={(event) => onChange({ to: event.target.value })}
            />
          )}
        </PointerField>
      </div>
      <DayFields {...props} legend="On these days; on all when none is chosen" />
    </>
  );
}

function DayFields({ draft, pointer, onChange, legend }: EntryProps & { readonly legend: string }) {
  const error = useProblem(`${pointer}/days`);
  const set = (day: Weekday, chosen: boolean) =>
    onChange({ days: chosen ? [...draft.days, day] : draft.days.filter((one) => one !== day) });
  return (
    <fieldset
      data-pointer={`${pointer}/days`}
      aria-invalid={error === undefined ? undefined : true}
    >
      <legend className="mb-1.5 font-medium text-sm">{legend}</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-2">
        {DAYS.map(({ day, word }) => (
          <Checkbox
            key={day}
            checked={draft.days.includes(day)}
            onChange={(event) => set(day, event.target.checked)}
          >
            {word}
          </Checkbox>
        ))}
      </div>
      {error === undefined ? null : <FieldError>{error}</FieldError>}
    </fieldset>
  );
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
