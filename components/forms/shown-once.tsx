"use client";

import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Dialog } from "../ui/dialog.tsx";

type Props = {
  readonly title: string;
  /** What it is for, and how long it works. */
  readonly children: ReactNode;
  readonly text: string;
  readonly label: string;
  readonly onClose: () => void;
};

/** A token or link that nobody will be shown again. */
export function ShownOnce({ title, children, text, label, onClose }: Props) {
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={title}
      description={children}
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex items-start gap-2 rounded-md border border-line bg-sunken p-3">
        <code className="min-w-0 flex-1 select-all break-all font-mono text-xs">{text}</code>
        <CopyButton text={text} label={`Copy ${label.toLowerCase()}`} />
      </div>
      <p className="mt-3 text-muted text-xs">It is shown here only, and kept as a hash.</p>
    </Dialog>
  );
}
