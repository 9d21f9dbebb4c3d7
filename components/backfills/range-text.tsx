import { localFromInstant } from "../schedule/local-time.ts";

type Props = { readonly from: string; readonly to: string; readonly zone: string | undefined };

/** A range in the schedule's own time; the end does not belong to it. */
export function RangeText({ from, to, zone = "UTC" }: Props) {
  const text = (instant: string) => localFromInstant(instant, zone).replace("T", " ").slice(0, 16);
  return (
    <span data-tip={`From the first moment on, up to the second without it; ${zone}`}>
      {text(from)} – {text(to)}
    </span>
  );
}
