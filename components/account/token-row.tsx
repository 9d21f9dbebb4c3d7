import { Trash2 } from "lucide-react";
import type { TokenView } from "../../lib/contracts/token.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";

type Props = { readonly token: TokenView; readonly onRevoke: () => void };

export function TokenRow({ token, onRevoke }: Props) {
  const { name, prefix, scopes, project, pools, expiresAt, lastUsedAt } = token;
  return (
    <li className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
      <div className="min-w-0 flex-1 basis-64">
        <p className="truncate font-medium text-sm">
          {name} <code className="ml-1 font-mono font-normal text-muted text-xs">{prefix}_…</code>
        </p>
        <p className="text-muted text-xs">
          {scopes.join(", ")}; {project === null ? "all projects" : `only ${project}`}
          {pools === null ? "" : `; pools ${pools.join(", ")}`}
        </p>
      </div>
      <span className="text-muted text-xs">
        {expiresAt === null ? (
          "Never expires"
        ) : (
          <>
            Expires <RelativeTime at={expiresAt} />
          </>
        )}
      </span>
      <span className="text-muted text-xs">
        {lastUsedAt === null ? (
          "Never used"
        ) : (
          <>
            Used <RelativeTime at={lastUsedAt} />
          </>
        )}
      </span>
      <IconButton label={`Revoke ${name}`} onClick={onRevoke}>
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  );
}
