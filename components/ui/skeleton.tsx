import { clsx } from "clsx";

type Props = { readonly className?: string };

export function Skeleton({ className }: Props) {
  return (
    <span
      aria-hidden
      className={clsx("block animate-pulse rounded bg-idle-soft", className ?? "h-4 w-full")}
    />
  );
}

type TableProps = { readonly rows?: number };

/** The shape of a list that is on its way. */
export function SkeletonRows({ rows = 8 }: TableProps) {
  return (
    <div role="status" aria-label="Loading" className="divide-y divide-line">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={row} className="flex items-center gap-6 px-4 py-3.5">
          <Skeleton className="h-4 w-1/4" />
          <Skeleton className="h-4 w-1/3" />
          <Skeleton className="ml-auto h-4 w-24" />
        </div>
      ))}
    </div>
  );
}
