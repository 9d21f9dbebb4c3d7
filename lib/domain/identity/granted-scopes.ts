import { type Claims, textsAt } from "./claims.ts";

/**
 * The scopes of `known` that an access token has: those in `scope` or `scp`, texts with spaces or lists. Tokens that
 * name none of ours there (as those of programs often do) have what their roles say, at `roles` or `roleClaim`. A whole
 * kind may be written `jobs:*`, and the audience may stand in front: `https://punctual.example/jobs:read`.
 */
export function grantedScopes<Scope extends string>(
  claims: Claims,
  known: readonly Scope[],
  from: { readonly audience: string; readonly roleClaim: string | null },
): readonly Scope[] {
  const named = (paths: readonly string[]) => {
    const words = paths.flatMap((path) => textsAt(claims, path)).flatMap((text) => text.split(" "));
    const plain = words.map((word) => withoutAudience(word, from.audience));
    return known.filter((scope) => plain.includes(scope) || plain.includes(kindOf(scope)));
  };
  const delegated = named(["scope", "scp"]);
  if (delegated.length > 0) return delegated;
  return named(from.roleClaim === null ? ["roles"] : ["roles", from.roleClaim]);
}

function withoutAudience(word: string, audience: string): string {
  return word.startsWith(`${audience}/`) ? word.slice(audience.length + 1) : word;
}

/** `jobs:*` for `jobs:read`; a scope without kinds stands for itself. */
function kindOf(scope: string): string {
  const at = scope.indexOf(":");
  return at < 0 ? scope : `${scope.slice(0, at)}:*`;
}
