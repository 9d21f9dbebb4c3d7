import type { CompiledCalendars } from "../calendar/types.ts";
import type { BaseSchedule } from "./base.ts";
import type { Window } from "./move-units.ts";
import { comesTwice } from "./project.ts";
import type { Instant, Slot, SlotNote } from "./types.ts";
import type { WallClock } from "./wall-clock.ts";

/** The slot at an instant that has one: what stays there and what was moved there are one slot (S4). */
export function movedSlotAt(
  base: BaseSchedule,
  windows: readonly Window[],
  calendars: CompiledCalendars,
  clock: WallClock,
  at: Instant,
): Slot {
  const here = windows.filter((window) => window.from <= at && at < window.until);
  const own = here.some((window) => !window.moved) ? stayingAt(base, here, at) : null;
  const isExcluded =
    own?.fires && here.some(({ fate }) => fate === "calendar" || fate === "window");
  const excluded = isExcluded ? calendars.judge(clock.toLocal(at)) : null;
  const moved = here.flatMap((window) => (window.moved ? arrivedBy(base, window, at) : []));
  if (moved.length === 0 && own) return excluded ? { ...own, fires: false, excluded } : own;

  const fires = (own?.fires === true && !excluded) || moved.some((one) => one.fires);
  return {
    at,
    notes: notesOf(own, moved, comesTwice(clock.spanAt(at), at)),
    fires,
    ...(excluded && !fires ? { excluded } : {}),
    movedFrom: Math.min(...moved.map(({ from }) => from)),
  };
}

function notesOf(own: Slot | null, moved: readonly Arrived[], isTwice: boolean): SlotNote[] {
  const notes: SlotNote[] = [];
  if (own?.notes.includes("dst_gap") || moved.some(({ missing }) => missing)) notes.push("dst_gap");
  if (isTwice) notes.push("dst_fold");
  if (own?.notes.includes("merged") || (own ? 1 : 0) + moved.length > 1) notes.push("merged");
  return notes;
}

/** The schedule's own slot, where it stays: one that a gap takes out does so even among slots that move (M1). */
function stayingAt(base: BaseSchedule, here: readonly Window[], at: Instant): Slot | null {
  const slot = base.next(at - 1);
  if (slot?.at !== at) return null;
  const stays = here.some((window) => !window.moved && window.fate !== "dst_gap");
  return stays || !slot.fires ? slot : null;
}

type Arrived = { readonly from: Instant; readonly missing: boolean; readonly fires: boolean };

/** The slots a window brings to an instant, at most two of them where all of a gap meet there. */
function arrivedBy(base: BaseSchedule, window: Window, at: Instant): Arrived[] {
  const { source, delta, missing, fate } = window;
  const end = source ? source.until : at - delta + 1;
  const arrived: Arrived[] = [];
  let slot = base.next((source ? source.from : at - delta) - 1);
  while (slot && slot.at < end && arrived.length < 2) {
    if (slot.fires) arrived.push({ from: slot.at, missing, fires: fate === "fires" });
    slot = base.next(slot.at);
  }
  return arrived;
}
