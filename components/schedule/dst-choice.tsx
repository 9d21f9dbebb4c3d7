"use client";

import { PointerField } from "../ui/pointer-field.tsx";
import { Select } from "../ui/select.tsx";
import type { BuilderProps } from "./builder-props.ts";
import type { ScheduleDraft } from "./schedule-draft.ts";

const GAPS: { readonly [G in ScheduleDraft["gap"]]: string } = {
  next: "Run right after the change",
  shift: "Run as much later as the clock jumped",
  skip: "Do not run that day",
};
const FOLDS: { readonly [F in ScheduleDraft["fold"]]: string } = {
  first: "Run the first time",
  second: "Run the second time",
  both: "Run both times",
};

/** What becomes of times that a change of the clock removes or repeats. */
export function DstChoice({ draft, onChange }: BuilderProps) {
  const usual = draft.gap === "next" && draft.fold === "first";
  return (
    <details className="group text-sm" open={usual ? undefined : true}>
      <summary className="w-fit text-muted hover:text-ink">Daylight saving</summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        <PointerField pointer="/schedule/dst/gap" label="When the clock skips the time" required>
          {(wiring) => (
            <Select
              {...wiring}
              value={draft.gap}
              onChange={(event) => onChange({ gap: choiceOf(GAPS, event.target.value) })}
            >
              <Options words={GAPS} />
            </Select>
          )}
        </PointerField>
        <PointerField pointer="/schedule/dst/fold" label="When the clock shows it twice" required>
          {(wiring) => (
            <Select
              {...wiring}
              value={draft.fold}
              onChange={(event) => onChange({ fold: choiceOf(FOLDS, event.target.value) })}
            >
              <Options words={FOLDS} />
            </Select>
          )}
        </PointerField>
      </div>
    </details>
  );
}

function Options({ words }: { readonly words: { readonly [value: string]: string } }) {
  return Object.entries(words).map(([value, text]) => (
    <option key={value} value={value}>
      {text}
    </option>
  ));
}

function choiceOf<T extends string>(words: { readonly [K in T]: string }, value: string): T {
  const choices = Object.keys(words) as T[];
  return choices.find((choice) => choice === value) ?? (value as T);
}
