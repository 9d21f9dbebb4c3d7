"use client";

import { Menu, X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { IconButton } from "../ui/icon-button.tsx";
import { SidebarContent } from "./sidebar-content.tsx";

type Props = { readonly switcher: ReactNode; readonly foot: ReactNode };

/** The sidebar on a narrow screen: the platform's own modal dialog, so it costs no script. */
export function MobileMenu({ switcher, foot }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();
  return (
    <>
      <IconButton label="Menu" size="icon" onClick={() => dialog.current?.showModal()}>
        <Menu aria-hidden />
      </IconButton>
      <dialog
        ref={dialog}
        aria-label="Menu"
        className="fixed inset-y-0 right-0 left-auto m-0 h-dvh max-h-none w-72 max-w-[85vw] flex-col border-line border-l bg-canvas p-3 text-ink backdrop:bg-black/40 open:flex"
      >
        <div className="mb-3 flex justify-end">
          <IconButton label="Close menu" size="icon" onClick={close}>
            <X aria-hidden />
          </IconButton>
        </div>
        <SidebarContent switcher={switcher} foot={foot} onNavigate={close} />
      </dialog>
    </>
  );
}
