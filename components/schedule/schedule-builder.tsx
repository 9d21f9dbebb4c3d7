"use client";

import { Clock, Hand, Repeat, Terminal } from "lucide-react";
import type { ReactNode } from "react";
import { Input } from "../ui/input.tsx";
import { PointerField } from "../ui/pointer-field.tsx";
import { Segmented } from "../ui/segmented.tsx";
import type { BuilderProps } from "./builder-props.ts";
import { CalendarChoice } from "./calendar-choice.tsx";
import { DstChoice } from "./dst-choice.tsx";
import { OnceFields } from "./once-fields.tsx";
import { PresetChips } from "./preset-chips.tsx";
import { CRON_PRESETS, INTERVAL_PRESETS } from "./presets.ts";
import type { ScheduleKind } from "./schedule-draft.ts";
import { ZoneField } from "./zone-field.tsx";

const KINDS = [
  { value: "interval", label: <Kind icon={<Repeat aria-hidden />}>Every…</Kind> },
  { value: "cron", label: <Kind icon={<Terminal aria-hidden />}>Cron</Kind> },
  { value: "once", label: <Kind icon={<Clock aria-hidden />}>Once</Kind> },
  { value: "manual", label: <Kind icon={<Hand aria-hidden />}>By hand</Kind> },
] as const;

function Kind({ icon, children }: { readonly icon: ReactNode; readonly children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 [&_svg]:size-3.5">
      {icon}
      {children}
    </span>
  );
}

/** When a job runs, in whichever way is easiest to say. */
export function ScheduleBuilder({ draft, onChange }: BuilderProps) {
  return (
    <div className="flex flex-col gap-4">
      <Segmented<ScheduleKind>
        label="Kind of schedule"
        value={draft.kind}
        options={KINDS}
        onChange={(kind) => onChange({ kind })}
      />
      <KindFields draft={draft} onChange={onChange} />
    </div>
  );
}

function KindFields({ draft, onChange }: BuilderProps) {
  switch (draft.kind) {
    case "interval":
      return <IntervalFields draft={draft} onChange={onChange} />;
    case "cron":
      return <CronFields draft={draft} onChange={onChange} />;
    case "once":
      return <OnceFields draft={draft} onChange={onChange} />;
    case "manual":
      return (
        <p className="text-muted text-sm">
          The job runs when somebody presses Run now, or when a call of the API asks for it.
        </p>
      );
  }
}

function IntervalFields({ draft, onChange }: BuilderProps) {
  return (
    <div className="flex flex-col gap-2">
      <PointerField
        pointer="/schedule/every"
        label="Every"
        required
        hint="Such as 2s, 15m, 1h30m or 4d. Moments lie on a fixed grid, so they never drift."
      >
        {(wiring) => (
          <Input
            {...wiring}
            mono
            className="max-w-40"
            value={draft.every}
            onChange={(event) => onChange({ every: event.target.value })}
          />
        )}
      </PointerField>
      <PresetChips
        label="Usual intervals"
        presets={INTERVAL_PRESETS}
        value={draft.every}
        onPick={(every) => onChange({ every })}
      />
      <CalendarChoice draft={draft} onChange={onChange} />
    </div>
  );
}

function CronFields({ draft, onChange }: BuilderProps) {
  return (
    <>
      <div className="flex flex-col gap-2">
        <PointerField
          pointer="/schedule/expression"
          label="Expression"
          required
          hint="Minute, hour, day of month, month, day of week; a sixth field in front is the second."
        >
          {(wiring) => (
            <Input
              {...wiring}
              mono
              spellCheck={false}
              className="max-w-80"
              value={draft.expression}
              onChange={(event) => onChange({ expression: event.target.value })}
            />
          )}
        </PointerField>
        <PresetChips
          label="Usual expressions"
          presets={CRON_PRESETS}
          value={draft.expression}
          onPick={(expression) => onChange({ expression })}
        />
      </div>
      <ZoneField value={draft.timeZone} onChange={(timeZone) => onChange({ timeZone })} />
      <DstChoice draft={draft} onChange={onChange} />
      <CalendarChoice draft={draft} onChange={onChange} />
    </>
  );
}
