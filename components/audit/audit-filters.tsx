import { X } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { SearchInput } from "../ui/search-input.tsx";
import { Select } from "../ui/select.tsx";
import { ACTION_GROUPS } from "./action-groups.ts";

type Chosen = { readonly [name: string]: string | undefined };

type Props = {
  readonly chosen: Chosen;
  readonly update: (change: Chosen) => void;
  /** Null when nothing is chosen. */
  readonly onClear: (() => void) | null;
};

/** What deeds are narrowed by; the person and the thing are chosen in the rows. */
export function AuditFilters({ chosen, update, onClear }: Props) {
  const { action, actor, object, from, to, q } = chosen;
  const isGroup = ACTION_GROUPS.some(({ prefix }) => prefix === action);
  return (
    <div className="flex flex-wrap items-center gap-3">
      <SearchInput label="Search deeds" value={q ?? ""} onChange={(text) => update({ q: text })} />
      <Select
        aria-label="What was done"
        className="w-44"
        value={action ?? ""}
        onChange={(event) => update({ action: event.target.value })}
      >
        <option value="">Anything</option>
        {action === undefined || isGroup ? null : <option value={action}>{action}</option>}
        {ACTION_GROUPS.map(({ prefix, label }) => (
          <option key={prefix} value={prefix}>
            {label}
          </option>
        ))}
      </Select>
      <DayInput label="From" value={from} onChange={(day) => update({ from: day })} />
      <DayInput label="Before" value={to} onChange={(day) => update({ to: day })} />
      {actor === undefined ? null : (
        <Chosen label={`By ${actor}`} onRemove={() => update({ actor: undefined })} />
      )}
      {object === undefined ? null : (
        <Chosen label={`To ${object}`} onRemove={() => update({ object: undefined })} />
      )}
      {onClear === null ? null : (
        <Button variant="ghost" size="sm" onClick={onClear}>
          Clear
        </Button>
      )}
    </div>
  );
}

type DayProps = {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (instant: string | undefined) => void;
};

/** A day of UTC, as the audit counts them. */
function DayInput({ label, value, onChange }: DayProps) {
  return (
    <span className="flex items-center gap-2 text-muted text-sm">
      <span aria-hidden>{label}</span>
      <Input
        aria-label={`${label} (UTC)`}
        type="date"
        className="w-36"
        value={value?.slice(0, 10) ?? ""}
        onChange={({ target }) =>
          onChange(target.value === "" ? undefined : `${target.value}T00:00:00Z`)
        }
      />
    </span>
  );
}

function Chosen({ label, onRemove }: { readonly label: string; readonly onRemove: () => void }) {
  return (
    <Button variant="secondary" size="sm" onClick={onRemove} aria-label={`${label}: remove`}>
      <span className="max-w-52 truncate">{label}</span>
      <X aria-hidden />
    </Button>
  );
}
