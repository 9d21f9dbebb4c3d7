import { ChevronRight } from "lucide-react";
import type { AuditEntryView } from "../../lib/contracts/audit.ts";
import { Badge } from "../ui/badge.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Td, Tr } from "../ui/table.tsx";
import { DeedDetails } from "./deed-details.tsx";

const KINDS: { readonly [K in AuditEntryView["actor"]["kind"]]: string } = {
  user: "Somebody",
  token: "A token",
  worker: "A worker",
  system: "Punctual",
  anonymous: "Not signed in",
};

type Props = {
  readonly deed: AuditEntryView;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly narrow: (filter: { readonly [name: string]: string }) => void;
};

/** One deed; it opens to what was before and after. */
export function AuditRow({ deed, isOpen, onToggle, narrow }: Props) {
  const { actor, object, action, token } = deed;
  const details = `deed-${deed.id}`;
  return (
    <>
      <Tr className={isOpen ? "border-0 bg-hover" : undefined}>
        <Td className="whitespace-nowrap text-muted">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={isOpen ? details : undefined}
            onClick={onToggle}
            className="flex items-center gap-1.5 rounded"
          >
            <ChevronRight
              aria-hidden
              className={`size-3.5 shrink-0 transition-transform ${isOpen ? "rotate-90" : ""}`}
            />
            <span className="sr-only">{isOpen ? "Close" : "Open"} the deed </span>
            <RelativeTime at={deed.at} />
          </button>
        </Td>
        <Td className="max-w-52 truncate">
          <span className="block truncate font-medium">
            {actor.name ?? actor.email ?? KINDS[actor.kind]}
          </span>
          {token === null ? null : (
            <span className="block truncate text-muted text-xs">
              with the token {token.name ?? token.id}
            </span>
          )}
        </Td>
        <Td>
          <Badge tone={action.endsWith(".refused") ? "bad" : "idle"}>{action}</Badge>
        </Td>
        <Td className="hidden max-w-56 truncate text-muted sm:table-cell">
          {object === null ? (refusedIn(deed.after) ?? "–") : <ObjectName deed={deed} />}
        </Td>
        <Td className="hidden max-w-32 truncate text-muted lg:table-cell">
          {deed.project?.slug ?? deed.project?.id ?? "–"}
        </Td>
        <Td className="hidden text-muted tabular-nums md:table-cell">{deed.address ?? "–"}</Td>
      </Tr>
      {isOpen ? (
        <tr id={details} className="border-line border-b bg-hover last:border-0">
          <td colSpan={6} className="px-4 pb-4">
            <DeedDetails deed={deed} narrow={narrow} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** What somebody was refused: a call or right, or the account they named. */
function refusedIn(after: AuditEntryView["after"]): string | null {
  return textIn(after, "call") ?? textIn(after, "action") ?? textIn(after, "email");
}

/** What it was done to, by the name it had then where the deed tells it. */
function ObjectName({ deed: { object, before, after } }: { readonly deed: AuditEntryView }) {
  const name = ["name", "email", "key", "slug"]
    .flatMap((field) => [textIn(after, field), textIn(before, field)])
    .find((text) => text !== null);
  return (
    <>
      {object?.kind} {name ?? object?.id ?? ""}
    </>
  );
}

function textIn(side: AuditEntryView["after"], field: string): string | null {
  const value: unknown = Object(side)[field];
  return typeof value === "string" && value !== "" ? value : null;
}
