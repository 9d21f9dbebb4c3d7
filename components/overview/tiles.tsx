import Link from "next/link";
import type { ReactNode } from "react";
import type { Overview } from "./overview-lists.ts";

type Props = { readonly overview: Overview };

/** The state of the house in four figures, each a link to what it counts. */
export function Tiles({ overview: { live, jobs, troubled, workers } }: Props) {
  const running = live.data.filter((run) => run.status !== "pending").length;
  const waiting = live.data.length - running;
  const online = workers.data.filter((worker) => worker.status === "online").length;
  const late = workers.data.filter((worker) => worker.status === "late").length;
  return (
    <div className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line lg:grid-cols-4">
      <Tile
        href="/runs?status=running,cancelling,pending"
        name="Running now"
        count={running}
        more={live.nextCursor}
      >
        <Aside>{waiting} waiting</Aside>
      </Tile>
      <Tile
        href="/jobs?status=active"
        name="Active jobs"
        count={jobs.data.length}
        more={jobs.nextCursor}
      />
      <Tile
        href="/runs?status=failed,missed"
        name="Recent trouble"
        count={troubled.data.length}
        more={troubled.nextCursor}
      >
        <Aside>failed or missed</Aside>
      </Tile>
      <Tile href="/workers" name="Workers online" count={online} more={null} alarm={online === 0}>
        {late > 0 ? <Aside>{late} late</Aside> : null}
        {online === 0 ? <Aside>nothing can run</Aside> : null}
      </Tile>
    </div>
  );
}

type TileProps = {
  readonly href: string;
  readonly name: string;
  /** There are more than were counted. */
  readonly more: string | null;
  readonly alarm?: boolean;
  readonly count: number;
  readonly children?: ReactNode;
};

function Tile({ href, name, more, alarm = false, count, children }: TileProps) {
  return (
    <Link href={href} className="bg-surface px-4 py-3 transition-colors hover:bg-hover">
      <span className="block text-muted text-xs">{name}</span>
      <span
        className={`mt-0.5 flex items-baseline gap-2 font-semibold text-xl tabular-nums ${alarm ? "text-bad" : ""}`}
      >
        {count}
        {more === null ? "" : "+"}
        {children}
      </span>
    </Link>
  );
}

function Aside({ children }: { readonly children: ReactNode }) {
  return <span className="truncate font-normal text-muted text-xs">{children}</span>;
}
