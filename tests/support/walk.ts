import { compileSchedule } from "../../lib/domain/schedule/compile.ts";
import type { Schedule } from "../../lib/domain/schedule/types.ts";
import type { Walk } from "./misfire-model.ts";

/** Every slot of a job in (from, to], one after the other, as the engine's `next` finds them. */
export function walkOf(
  job: { readonly id: string; readonly schedule: unknown },
  from: number,
  to: number,
): Walk {
  const compiled = compileSchedule(job.schedule as Schedule, job.id);
  return (visit) => {
    for (let slot = compiled.next(from); slot && slot.at <= to; slot = compiled.next(slot.at))
      visit(slot.at, slot.fires);
  };
}
