"use client";

import type { SecretView } from "../../lib/contracts/secret.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { UsageList } from "./usage-list.tsx";

type Props = { readonly secret: SecretView; readonly onClose: () => void };

export function UsageDialog({ secret, onClose }: Props) {
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Who uses ${secret.name}`}
      description="Templates by their latest version, and jobs by their own parameters."
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <UsageList secret={secret} unused="Nothing names it at the moment." />
    </Dialog>
  );
}
