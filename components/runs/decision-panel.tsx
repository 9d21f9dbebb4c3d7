import Link from "next/link";
import type { RunView } from "../../lib/contracts/run.ts";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { type DecisionFact, decisionFacts } from "./decision-words.ts";

type Props = { readonly decision: NonNullable<RunView["decision"]> };

/** The data behind the verdict on a run: how late, which runs, which pause or calendar. */
export function DecisionPanel({ decision }: Props) {
  return (
    <Panel title="Decided on">
      <dl className="divide-y divide-line text-sm">
        {decisionFacts(decision).map((fact) => (
          <div
            key={`${fact.name} ${fact.runId ?? fact.at ?? fact.text}`}
            className="flex flex-wrap justify-between gap-x-6 gap-y-0.5 px-4 py-2"
          >
            <dt className="text-muted">{fact.name}</dt>
            <dd className="min-w-0 break-words tabular-nums">
              <FactValue fact={fact} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function FactValue({ fact: { text, at, runId } }: { readonly fact: DecisionFact }) {
  if (at !== undefined) return <RelativeTime at={at} />;
  if (runId === undefined) return text;
  return (
    <Link href={`/runs/${runId}`} className="font-mono text-accent text-xs hover:underline">
      {runId.slice(-12)}
    </Link>
  );
}
