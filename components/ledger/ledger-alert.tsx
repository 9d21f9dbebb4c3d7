import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** Slots and rows differ: said at once, and where. */
export function LedgerAlert({ children }: { readonly children: ReactNode }) {
  return (
    <div
      role="alert"
      className="flex items-start gap-2 rounded-md bg-bad-soft px-3 py-2 text-bad text-sm"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
