import type { ScheduleDraft } from "./schedule-draft.ts";

/** What each part of the schedule builder is given. */
export type BuilderProps = {
  readonly draft: ScheduleDraft;
  readonly onChange: (change: Partial<ScheduleDraft>) => void;
};
