import { TokensScreen } from "../../../../components/account/tokens-screen.tsx";
import { describeMe } from "../../../../lib/services/session/me.ts";
import { listTokens } from "../../../../lib/services/tokens/list.ts";
import { signedInContext } from "../../../context.ts";
import { create, revoke } from "./actions.ts";

export const metadata = { title: "API tokens" };

export default async function TokensPage() {
  const ctx = await signedInContext();
  const [me, { data }] = await Promise.all([describeMe(ctx), listTokens(ctx, { limit: 200 })]);
  const projects = me.projects.map(({ slug, name }) => ({ slug, name }));
  return <TokensScreen tokens={data} projects={projects} create={create} revoke={revoke} />;
}
