import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

type Props = {
  readonly title: string;
  /** What happened, and the id under which the server's log tells more. */
  readonly cause: string;
  readonly requestId?: string | undefined;
  readonly action?: ReactNode;
};

export function ErrorState({ title, cause, requestId, action }: Props) {
  return (
    <div role="alert" className="flex flex-col items-center gap-3 px-6 py-12 text-center">
      <span className="flex size-9 items-center justify-center rounded-lg bg-bad-soft text-bad">
        <TriangleAlert aria-hidden className="size-4.5" />
      </span>
      <div className="max-w-md">
        <p className="font-medium">{title}</p>
        <p className="mt-1 text-muted text-sm">{cause}</p>
        {requestId ? (
          <p className="mt-2 text-faint text-xs">
            Request <code className="font-mono">{requestId}</code>
          </p>
        ) : null}
      </div>
      {action}
    </div>
  );
}
