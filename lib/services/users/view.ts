import type { UserRow } from "../../../db/queries/users.ts";
import type { UserView } from "../../contracts/user.ts";

/** A person as the API shows them. */
export function userView(row: UserRow): UserView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    disabled: row.disabledAt !== null,
    createdAt: row.createdAt.toISOString(),
  };
}
