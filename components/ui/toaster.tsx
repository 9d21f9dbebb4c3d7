"use client";

import { CircleCheck, CircleX, X } from "lucide-react";
import Link from "next/link";
import { dismissToast, type Toast, useToasts } from "../../lib/client/toasts.ts";
import { IconButton } from "./icon-button.tsx";

function ToastCard({ toast }: { readonly toast: Toast }) {
  const Icon = toast.tone === "good" ? CircleCheck : CircleX;
  return (
    <li className="pointer-events-auto flex w-full animate-rise items-start gap-2.5 rounded-lg bg-raised p-3 shadow-pop">
      <Icon
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 ${toast.tone === "good" ? "text-good" : "text-bad"}`}
      />
      <div className="min-w-0 flex-1 text-sm">
        <p className="break-words font-medium">{toast.text}</p>
        {toast.detail ? <p className="break-words text-muted">{toast.detail}</p> : null}
        {toast.link ? (
          <Link href={toast.link.href} className="font-medium text-accent hover:underline">
            {toast.link.label}
          </Link>
        ) : null}
      </div>
      <IconButton label="Dismiss" className="-m-1" onClick={() => dismissToast(toast.id)}>
        <X aria-hidden />
      </IconButton>
    </li>
  );
}

/** Where messages appear. The region is always there, so screen readers announce what enters it. */
export function Toaster() {
  const toasts = useToasts();
  return (
    <section
      aria-label="Messages"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-50 w-[min(22rem,calc(100vw-2rem))]"
    >
      <ul className="flex flex-col gap-2">
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} />
        ))}
      </ul>
    </section>
  );
}
