import { UsersScreen } from "../../../components/users/users-screen.tsx";
import { userListQuery } from "../../../lib/contracts/user.ts";
import { requirePerson } from "../../../lib/services/authorize.ts";
import { listInvitations } from "../../../lib/services/invitations/list.ts";
import { listUsers } from "../../../lib/services/users/list.ts";
import { signedInContext } from "../../context.ts";
import { found } from "../../found.ts";
import { filtersIn, queryOf, type SearchParams } from "../../search.ts";
import { change, create, endSessions, invite, resetLink, withdraw } from "./actions.ts";

export const metadata = { title: "Users" };

export default async function UsersPage({ searchParams }: { readonly searchParams: SearchParams }) {
  const ctx = await signedInContext();
  const filters = await filtersIn(searchParams, ["q"]);
  const [page, invitations] = await found(
    Promise.all([
      listUsers(ctx, queryOf(userListQuery, filters)),
      listInvitations(ctx, { limit: 200 }),
    ]),
  );
  return (
    <UsersScreen
      first={{ filters, page }}
      me={requirePerson(ctx.actor).userId}
      invitations={invitations.data}
      passwords={ctx.config.localSignIn}
      actions={{ create, change, endSessions, resetLink, invite, withdraw }}
    />
  );
}
