import { ROLE_WORDS } from "../../lib/contracts/rights.ts";

type Props = {
  /** With what each may do. */
  readonly explained?: boolean;
};

/** The roles of a project as options of a list, from least to most. */
export function RoleOptions({ explained = false }: Props) {
  return Object.entries(ROLE_WORDS).map(([role, words]) => (
    <option key={role} value={role}>
      {role.slice(0, 1).toUpperCase() + role.slice(1)}
      {explained ? `: ${words.toLowerCase()}` : ""}
    </option>
  ));
}
