import { clsx } from "clsx";

type Props = {
  readonly label: string;
  readonly presets: readonly { readonly label: string; readonly value: string }[];
  readonly value: string;
  readonly onPick: (value: string) => void;
};

/** Usual values, one press away. */
export function PresetChips({ label, presets, value, onPick }: Props) {
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">{label}</legend>
      {presets.map((preset) => (
        <button
          key={preset.value}
          type="button"
          aria-pressed={preset.value === value}
          onClick={() => onPick(preset.value)}
          className={clsx(
            "h-6 rounded-full border px-2.5 text-xs transition-colors",
            preset.value === value
              ? "border-accent bg-accent-soft text-accent"
              : "border-line-strong text-muted hover:bg-hover hover:text-ink",
          )}
        >
          {preset.label}
        </button>
      ))}
    </fieldset>
  );
}
