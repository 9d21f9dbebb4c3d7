import { localFromInstant } from "../schedule/local-time.ts";
import type { Plan } from "./use-plan.ts";

type Props = { readonly plan: Plan; readonly zone: string };

/** How many slots the range has, and which: before anything is started. */
export function PlanText({ plan, zone }: Props) {
  return (
    <div
      aria-live="polite"
      className={`rounded-lg border border-line bg-sunken px-4 py-3 text-sm transition-opacity ${plan.loading ? "opacity-60" : ""}`}
    >
      <Content plan={plan} zone={zone} />
    </div>
  );
}

function Content({ plan: { view, failed, problems, range }, zone }: Props) {
  if (failed !== null) return <p className="text-bad">{failed}</p>;
  if (range === null) return <p className="text-muted">Say from when and to when.</p>;
  if (Object.keys(problems).length > 0)
    return <p className="text-muted">This range cannot be run.</p>;
  if (view === undefined) return <p className="text-muted">Counting the slots …</p>;
  if (view.first === null || view.last === null)
    return <p className="text-muted">The schedule has no slot in this range.</p>;
  const local = (instant: string) => localFromInstant(instant, zone).replace("T", " ");
  return (
    <>
      <p className="font-medium">{view.count === 1 ? "1 slot" : `${view.count} slots`}</p>
      <p className="mt-0.5 text-muted tabular-nums">
        {view.count === 1 ? local(view.first) : `${local(view.first)} to ${local(view.last)}`}
      </p>
      <p className="mt-0.5 text-muted">
        {view.completed === 0
          ? "None of them has completed yet."
          : `${view.completed} of them completed before, and would run once more.`}
      </p>
    </>
  );
}
