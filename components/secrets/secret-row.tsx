import { KeyRound, Link2, Pencil, Trash2 } from "lucide-react";
import type { SecretView } from "../../lib/contracts/secret.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";

/** What can be done with a secret from its row. */
export type SecretDeed = "usage" | "replace" | "delete";

type Props = {
  readonly secret: SecretView;
  readonly mayWrite: boolean;
  readonly onDeed: (deed: SecretDeed) => void;
};

export function SecretRow({ secret, mayWrite, onDeed }: Props) {
  const { name, version, createdBy, updatedAt, lastUsedAt } = secret;
  return (
    <li className="flex flex-wrap items-center gap-x-5 gap-y-1 px-4 py-3 text-sm transition-colors hover:bg-hover">
      <KeyRound aria-hidden className="size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1 basis-56">
        <div className="flex items-center gap-1">
          <span className="truncate font-medium font-mono">{name}</span>
          <CopyButton text={`{{ secrets.${name} }}`} label="Copy placeholder" />
        </div>
        <p className="truncate text-muted text-xs">
          Version {version}
          {createdBy === null ? "" : `, made by ${createdBy.name}`}
        </p>
      </div>
      <span className="text-muted text-xs sm:w-36">
        Changed <RelativeTime at={updatedAt} />
      </span>
      <span className="text-muted text-xs sm:w-36">
        {lastUsedAt === null ? (
          "Never used"
        ) : (
          <>
            Used <RelativeTime at={lastUsedAt} />
          </>
        )}
      </span>
      <div className="ml-auto flex items-center gap-1">
        <IconButton label={`Who uses ${name}`} onClick={() => onDeed("usage")}>
          <Link2 aria-hidden />
        </IconButton>
        {mayWrite ? (
          <>
            <IconButton label={`Replace ${name}`} onClick={() => onDeed("replace")}>
              <Pencil aria-hidden />
            </IconButton>
            <IconButton label={`Delete ${name}`} onClick={() => onDeed("delete")}>
              <Trash2 aria-hidden />
            </IconButton>
          </>
        ) : null}
      </div>
    </li>
  );
}
