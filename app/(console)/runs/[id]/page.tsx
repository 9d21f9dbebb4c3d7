import { RunScreen } from "../../../../components/runs/run-screen.tsx";
import { getRun } from "../../../../lib/services/runs/get.ts";
import { whyRunOf } from "../../../../lib/services/runs/why.ts";
import { signedInContext } from "../../../context.ts";
import { found } from "../../../found.ts";
import { cancel, rerun } from "../actions.ts";

type Props = { readonly params: Promise<{ readonly id: string }> };

export const metadata = { title: "Run" };

export default async function RunPage({ params }: Props) {
  const { id } = await params;
  const ctx = await signedInContext();
  const [run, why] = await found(Promise.all([getRun(ctx, id), whyRunOf(ctx, id)]));
  return <RunScreen key={run.id} run={run} why={why} actions={{ cancel, rerun }} />;
}
