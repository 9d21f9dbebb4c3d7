import { useQuery } from "@tanstack/react-query";
import { Link2, Link2Off, LoaderCircle, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { api } from "../../lib/client/api.ts";
import { queryKeys } from "../../lib/client/query-keys.ts";
import type { AuditVerdictView } from "../../lib/contracts/audit.ts";
import { Button } from "../ui/button.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";

/** So many rows are gone through without being asked; more take the server seconds. */
const MOST_UNASKED = 20_000;

type Props = {
  /** Place of the newest row. */
  readonly length: number;
};

/** Whether the audit is as it was written, from the last time this page went through its chain. */
export function ChainState({ length }: Props) {
  const verdict = useQuery({
    queryKey: queryKeys.auditVerdict,
    queryFn: ({ signal }) => api<AuditVerdictView>("/api/v1/audit/verify", { signal }),
    enabled: length <= MOST_UNASKED,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const again = (
    <Button size="sm" variant="ghost" busy={verdict.isFetching} onClick={() => verdict.refetch()}>
      {verdict.isFetched ? "Verify again" : "Verify"}
    </Button>
  );
  if (verdict.isPending && !verdict.isFetching)
    return (
      <Line icon={Link2} tone="text-muted" aside={again}>
        The chain has not been verified since this page was opened.
      </Line>
    );
  if (verdict.data === undefined)
    return verdict.error === null ? (
      <Line icon={LoaderCircle} tone="text-muted">
        Going through the chain…
      </Line>
    ) : (
      <Line icon={Link2Off} tone="text-bad" aside={again}>
        The chain could not be gone through: {verdict.error.message}
      </Line>
    );
  const { fault, rows, at } = verdict.data;
  return fault === null ? (
    <Line icon={Link2} tone="text-good" aside={again}>
      Chain verified <RelativeTime at={at} />: {rows.toLocaleString("en")} rows, intact.
    </Line>
  ) : (
    <Line icon={Link2Off} tone="text-bad" aside={again}>
      The chain is broken at position {fault.position}
      {fault.id === null ? "" : ` (row ${fault.id})`}: {fault.message}
    </Line>
  );
}

type LineProps = {
  readonly icon: LucideIcon;
  readonly tone: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
};

function Line({ icon: Icon, tone, aside, children }: LineProps) {
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <span className={`flex items-start gap-2 ${tone}`}>
        <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span>{children}</span>
      </span>
      {aside}
    </div>
  );
}
