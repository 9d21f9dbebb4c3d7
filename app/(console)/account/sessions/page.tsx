import { SessionsScreen } from "../../../../components/account/sessions-screen.tsx";
import { listSessions } from "../../../../lib/services/sessions/list.ts";
import { signedInContext } from "../../../context.ts";
import { end, endOthers } from "./actions.ts";

export const metadata = { title: "Sessions" };

export default async function SessionsPage() {
  const ctx = await signedInContext();
  const { data } = await listSessions(ctx, { limit: 200 });
  return <SessionsScreen sessions={data} end={end} endOthers={endOthers} />;
}
