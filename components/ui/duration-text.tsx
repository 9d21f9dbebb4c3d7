import { durationText } from "../../lib/client/format-time.ts";

type Props = { readonly ms: number | null; readonly className?: string };

export function DurationText({ ms, className }: Props) {
  return (
    <span className={className ?? "whitespace-nowrap tabular-nums"}>
      {ms === null ? "–" : durationText(ms)}
    </span>
  );
}
