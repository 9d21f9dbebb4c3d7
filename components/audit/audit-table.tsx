import { useState } from "react";
import type { AuditEntryView } from "../../lib/contracts/audit.ts";
import { Table, Th } from "../ui/table.tsx";
import { AuditRow } from "./audit-row.tsx";

type Props = {
  readonly deeds: readonly AuditEntryView[];
  readonly narrow: (filter: { readonly [name: string]: string }) => void;
};

export function AuditTable({ deeds, narrow }: Props) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Table>
      <thead>
        <tr>
          <Th>When</Th>
          <Th>Who</Th>
          <Th>Did</Th>
          <Th className="hidden sm:table-cell">To</Th>
          <Th className="hidden lg:table-cell">Project</Th>
          <Th className="hidden md:table-cell">Address</Th>
        </tr>
      </thead>
      <tbody>
        {deeds.map((deed) => (
          <AuditRow
            key={deed.id}
            deed={deed}
            isOpen={open === deed.id}
            onToggle={() => setOpen(open === deed.id ? null : deed.id)}
            narrow={narrow}
          />
        ))}
      </tbody>
    </Table>
  );
}
