import { clsx } from "clsx";
import type { ReactNode } from "react";

type Props = {
  readonly title?: ReactNode;
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
};

/** A bordered surface with an optional heading line. */
export function Panel({ title, aside, className, children }: Props) {
  return (
    <section
      className={clsx(
        "min-w-0 overflow-hidden rounded-lg border border-line bg-surface shadow-card",
        className,
      )}
    >
      {title === undefined ? null : (
        <header className="flex min-h-11 items-center justify-between gap-3 border-line border-b px-4 py-1.5">
          <h2 className="font-medium text-sm">{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}
