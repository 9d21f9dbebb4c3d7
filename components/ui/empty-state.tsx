import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

type Props = {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
};

/** Nothing is here yet: says why and what the next step is. */
export function EmptyState({ icon: Icon, title, action, children }: Props) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-12 text-center">
      <span className="flex size-9 items-center justify-center rounded-lg border border-line bg-sunken text-muted">
        <Icon aria-hidden className="size-4.5" />
      </span>
      <div className="max-w-md">
        <p className="font-medium">{title}</p>
        <div className="mt-1 text-balance text-muted text-sm">{children}</div>
      </div>
      {action}
    </div>
  );
}
