import { clsx } from "clsx";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { countText, LEDGER_FATES, type LedgerFate } from "../../lib/client/ledger-words.ts";
import type { JobLedgerView } from "../../lib/contracts/ledger.ts";
import { Badge } from "../ui/badge.tsx";
import { FATE_LOOKS } from "./fates.ts";

/** What was planned, and what became of it: as a bar, and as the sum it must be. */
export function LedgerAccount({ ledger }: { readonly ledger: JobLedgerView }) {
  const fates = LEDGER_FATES.filter((fate) => ledger[fate] > 0);
  return (
    <div className="flex flex-col gap-2">
      <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-sm bg-idle-soft">
        {fates.map((fate) => (
          <span
            key={fate}
            className={clsx("min-w-1", FATE_LOOKS[fate].fill)}
            style={{ flexGrow: ledger[fate], flexBasis: 0 }}
          />
        ))}
      </div>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm tabular-nums">
        <span className="font-medium">{countText(ledger.planned)} planned</span>
        <span className="text-muted">=</span>
        {fates.length === 0 ? <span className="text-muted">0</span> : null}
        {fates.map((fate, at) => (
          <span key={fate} className="flex items-center gap-x-2">
            {at === 0 ? null : <span className="text-muted">+</span>}
            <Fate fate={fate} slots={ledger[fate]} />
          </span>
        ))}
        <Balance ledger={ledger} />
      </p>
    </div>
  );
}

function Fate({ fate, slots }: { readonly fate: LedgerFate; readonly slots: number }) {
  const { word, fill } = FATE_LOOKS[fate];
  return (
    <span className="flex items-center gap-1.5">
      <span aria-hidden className={clsx("size-2 rounded-xs", fill)} />
      {countText(slots)} {word}
    </span>
  );
}

function Balance({ ledger: { balanced, difference } }: { readonly ledger: JobLedgerView }) {
  if (balanced)
    return (
      <Badge tone="good" className="sm:ml-auto">
        <CircleCheck aria-hidden />
        Balanced
      </Badge>
    );
  return (
    <Badge tone="bad" className="sm:ml-auto">
      <TriangleAlert aria-hidden />
      Off by {countText(difference)}
    </Badge>
  );
}
