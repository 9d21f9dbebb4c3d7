"use client";

import { Input, Textarea } from "../../ui/input.tsx";
import { PointerField } from "../../ui/pointer-field.tsx";
import type { CalendarDraft } from "./calendar-draft.ts";

type Props = {
  readonly draft: CalendarDraft;
  readonly isNew: boolean;
  readonly set: (change: Partial<CalendarDraft>) => void;
};

/** What a calendar is called and for. */
export function CalendarAbout({ draft, isNew, set }: Props) {
  return (
    <section className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5 shadow-card">
      <PointerField pointer="/name" label="Name" required>
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            placeholder="Public holidays, Berlin"
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </PointerField>
      {isNew ? (
        <PointerField
          pointer="/slug"
          label="Slug"
          hint="What schedules, files and command lines call it by. Made from the name when empty; it stays."
        >
          {(wiring) => (
            <Input
              {...wiring}
              mono
              autoComplete="off"
              placeholder="holidays-berlin"
              value={draft.slug}
              onChange={(event) => set({ slug: event.target.value })}
            />
          )}
        </PointerField>
      ) : null}
      <PointerField pointer="/description" label="Description">
        {(wiring) => (
          <Textarea
            {...wiring}
            rows={2}
            value={draft.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </PointerField>
    </section>
  );
}
