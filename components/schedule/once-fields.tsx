"use client";

import { Input } from "../ui/input.tsx";
import { PointerField } from "../ui/pointer-field.tsx";
import { Segmented } from "../ui/segmented.tsx";
import type { BuilderProps } from "./builder-props.ts";
import { PresetChips } from "./preset-chips.tsx";
import { DELAY_PRESETS } from "./presets.ts";
import type { ScheduleDraft } from "./schedule-draft.ts";
import { ZoneField } from "./zone-field.tsx";

const MODES = [
  { value: "in", label: "After a delay" },
  { value: "at", label: "At a moment" },
] as const;

export function OnceFields({ draft, onChange }: BuilderProps) {
  return (
    <>
      <Segmented<ScheduleDraft["onceMode"]>
        label="How the moment is given"
        value={draft.onceMode}
        options={MODES}
        onChange={(onceMode) => onChange({ onceMode })}
      />
      {draft.onceMode === "in" ? (
        <DelayFields draft={draft} onChange={onChange} />
      ) : (
        <MomentFields draft={draft} onChange={onChange} />
      )}
    </>
  );
}

function DelayFields({ draft, onChange }: BuilderProps) {
  return (
    <div className="flex flex-col gap-2">
      <PointerField
        pointer="/schedule/in"
        label="In"
        required
        hint="Counted from the moment the job is saved: 30s, 2m, 1h, 4d."
      >
        {(wiring) => (
          <Input
            {...wiring}
            mono
            className="max-w-40"
            value={draft.in}
            onChange={(event) => onChange({ in: event.target.value })}
          />
        )}
      </PointerField>
      <PresetChips
        label="Usual delays"
        presets={DELAY_PRESETS}
        value={draft.in}
        onPick={(delay) => onChange({ in: delay })}
      />
    </div>
  );
}

function MomentFields({ draft, onChange }: BuilderProps) {
  return (
    <>
      <PointerField pointer="/schedule/at" label="Date and time" required>
        {(wiring) => (
          <Input
            {...wiring}
            type="datetime-local"
            step={1}
            className="max-w-64"
            value={draft.at}
            onChange={(event) => onChange({ at: event.target.value })}
          />
        )}
      </PointerField>
      <ZoneField value={draft.timeZone} onChange={(timeZone) => onChange({ timeZone })} />
    </>
  );
}
