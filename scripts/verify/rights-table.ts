import { type Action, mayDo, RIGHTS, ROLE_WORDS } from "../../lib/contracts/rights.ts";
import type { ProjectRole } from "../../lib/contracts/scope.ts";

/** The table of rights as docs/security.md shows it. */
export function rightsTable(): string {
  const roles = Object.keys(ROLE_WORDS) as ProjectRole[];
  const actions = Object.keys(RIGHTS) as Action[];
  const rows = actions.map((action) => {
    const may = roles.map((role) => (mayDo(role, action) ? "yes" : "–"));
    const { words, scope } = RIGHTS[action];
    return `| ${[words, ...may, `\`${scope}\``].join(" | ")} |`;
  });
  const head = `| In a project | ${roles.join(" | ")} | scope of a token |`;
  return [head, `|---|${roles.map(() => "---|").join("")}---|`, ...rows].join("\n");
}
