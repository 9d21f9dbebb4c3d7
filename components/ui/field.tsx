import { clsx } from "clsx";
import type { ReactNode } from "react";

type Wiring = {
  readonly id: string;
  readonly "aria-invalid": true | undefined;
  readonly "aria-describedby": string | undefined;
};

type Props = {
  readonly id: string;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly required?: boolean | undefined;
  /** The label is for screen readers only. */
  readonly hideLabel?: boolean | undefined;
  /** Stands at the right end of the label's line. */
  readonly aside?: ReactNode;
  readonly className?: string;
  /** Draws the control with the attributes that tie it to label, help and error. */
  readonly children: (wiring: Wiring) => ReactNode;
};

/** A label, its control, its help and its error, wired together for screen readers. */
export function Field(props: Props) {
  const { id, label, hint, error, required, hideLabel, aside, className, children } = props;
  const described = [hint ? `${id}-hint` : null, error ? `${id}-error` : null].filter(Boolean);
  return (
    <div className={clsx("flex min-w-0 flex-col gap-1", className)}>
      <div className={hideLabel ? "sr-only" : "flex items-baseline justify-between gap-3"}>
        <span className="text-sm">
          <label htmlFor={id} className="font-medium text-ink">
            {label}
          </label>
          {required ? null : <span className="ml-1.5 text-faint text-xs">optional</span>}
        </span>
        {aside}
      </div>
      {children({
        id,
        "aria-invalid": error === undefined ? undefined : true,
        "aria-describedby": described.length > 0 ? described.join(" ") : undefined,
      })}
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
      {hint ? (
        <div id={`${id}-hint`} className="text-muted text-xs">
          {hint}
        </div>
      ) : null}
    </div>
  );
}

type FieldErrorProps = { readonly id?: string; readonly children: ReactNode };

export function FieldError({ id, children }: FieldErrorProps) {
  return (
    <p id={id} data-field-error className="text-bad text-xs">
      {children}
    </p>
  );
}
