import { Download } from "lucide-react";
import { useState } from "react";
import { withQuery } from "../../lib/client/api.ts";
import type { Filters } from "../../lib/client/query-keys.ts";
import { toast } from "../../lib/client/toasts.ts";
import { Button } from "../ui/button.tsx";

const FORMATS = [
  { label: "Export CSV", type: "text/csv", file: "audit.csv" },
  { label: "Export JSON lines", type: "application/x-ndjson", file: "audit.jsonl" },
] as const;

/** All deeds that fit the filters, as a file. */
export function ExportMenu({ filters }: { readonly filters: Filters }) {
  const [busy, setBusy] = useState<string | null>(null);
  const take = async ({ type, file }: (typeof FORMATS)[number]) => {
    setBusy(type);
    try {
      await download(withQuery("/api/v1/audit", filters), type, file);
    } catch {
      toast({ tone: "bad", text: "The audit could not be exported. Try again." });
    } finally {
      setBusy(null);
    }
  };
  return FORMATS.map((format) => (
    <Button
      key={format.type}
      size="sm"
      busy={busy === format.type}
      onClick={() => void take(format)}
    >
      <Download aria-hidden />
      {format.label}
    </Button>
  ));
}

async function download(path: string, type: string, file: string): Promise<void> {
  const answer = await fetch(path, { headers: { accept: type }, cache: "no-store" });
  if (!answer.ok) throw new Error(`the export answered ${answer.status}`);
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = file;
  link.click();
  URL.revokeObjectURL(url);
}
