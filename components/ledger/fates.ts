import type { LedgerFate } from "../../lib/client/ledger-words.ts";

type Look = {
  readonly word: string;
  /** Filled where something was executed, outlined where not. */
  readonly fill: string;
};

/** How the account of a ledger is drawn. */
export const FATE_LOOKS: { readonly [F in LedgerFate]: Look } = {
  completed: { word: "completed", fill: "bg-good-fill" },
  failed: { word: "failed", fill: "bg-bad-fill" },
  cancelled: { word: "cancelled", fill: "bg-idle-fill" },
  skipped: { word: "skipped", fill: "border border-control bg-surface" },
  missed: { word: "missed", fill: "border-2 border-warn-fill bg-surface" },
  open: { word: "open", fill: "bg-accent-fill" },
};
