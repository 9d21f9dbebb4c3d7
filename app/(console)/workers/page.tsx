import { WorkersScreen } from "../../../components/workers/workers-screen.tsx";
import { listWorkers } from "../../../lib/services/workers/list.ts";
import { signedInContext } from "../../context.ts";

export const metadata = { title: "Workers" };

export default async function WorkersPage() {
  const page = await listWorkers(await signedInContext(), {});
  return <WorkersScreen first={{ filters: {}, page }} />;
}
