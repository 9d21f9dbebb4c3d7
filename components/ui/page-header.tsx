import type { ReactNode } from "react";

type Props = {
  readonly title: ReactNode;
  readonly above?: ReactNode;
  readonly below?: ReactNode;
  readonly actions?: ReactNode;
};

/** Where one is, and what can be done here. */
export function PageHeader({ title, above, below, actions }: Props) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-72">
        {above ? <div className="mb-1 text-muted text-xs">{above}</div> : null}
        <h1 className="flex flex-wrap items-center gap-x-3 gap-y-1 font-semibold text-xl tracking-tight">
          {title}
        </h1>
        {below ? <div className="mt-1 text-muted text-sm">{below}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}
