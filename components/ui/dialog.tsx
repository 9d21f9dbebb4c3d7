"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "./button-class.ts";

type Props = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly wide?: boolean;
  readonly children?: ReactNode;
  /** Buttons at the foot. */
  readonly footer?: ReactNode;
};

export function Dialog({ open, onOpenChange, title, description, wide, children, footer }: Props) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/60" />
        <Base.Popup
          className={`fixed top-[12vh] left-1/2 z-40 flex max-h-[80vh] w-[calc(100vw-2rem)] -translate-x-1/2 flex-col rounded-xl bg-raised shadow-pop outline-none transition-[opacity,transform] data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0 ${wide ? "max-w-2xl" : "max-w-md"}`}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4">
            <Base.Title className="font-semibold text-lg">{title}</Base.Title>
            <Base.Close
              aria-label="Close"
              className={buttonClass({ variant: "ghost", size: "icon-sm" }, "-mr-2")}
            >
              <X aria-hidden />
            </Base.Close>
          </header>
          {description ? (
            <Base.Description render={<div />} className="px-5 pt-1 text-muted text-sm">
              {description}
            </Base.Description>
          ) : null}
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer ? (
            <footer className="flex justify-end gap-2 border-line border-t px-5 py-3">
              {footer}
            </footer>
          ) : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
