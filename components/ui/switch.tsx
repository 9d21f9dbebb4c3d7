type Props = {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly label: string;
  readonly disabled?: boolean;
};

export function Switch({ checked, onChange, label, disabled = false }: Props) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      aria-label={label}
      data-tip={label}
      disabled={disabled}
      onClick={() => onChange(!checked)}
      className="inline-flex h-6 w-8 shrink-0 items-center disabled:opacity-50"
    >
      <span
        className={`flex h-4.5 w-full items-center rounded-full border transition-colors ${checked ? "border-good-fill bg-good-fill" : "border-control bg-sunken"}`}
      >
        <span
          className={`block size-3 rounded-full transition-transform ${checked ? "translate-x-4 bg-surface" : "translate-x-0.5 bg-control"}`}
        />
      </span>
    </button>
  );
}
