import { ROLE_WORDS } from "../../lib/contracts/rights.ts";

/** The roles of a project as options of a list, from least to most. */
export function RoleOptions() {
  return Object.entries(ROLE_WORDS).map(([role, words]) => (
    <option key={role} value={role}>
      {`${role.slice(0, 1).toUpperCase()}${role.slice(1)}: ${words.toLowerCase()}`}
    </option>
  ));
}
