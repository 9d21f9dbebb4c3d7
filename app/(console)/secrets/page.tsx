import { SecretsScreen } from "../../../components/secrets/secrets-screen.tsx";
import { secretListQuery } from "../../../lib/contracts/secret.ts";
import { mayWriteSecrets } from "../../../lib/services/secrets/access.ts";
import { listSecretsOf } from "../../../lib/services/secrets/list.ts";
import { signedInContext } from "../../context.ts";
import { filtersIn, queryOf, type SearchParams } from "../../search.ts";

export const metadata = { title: "Secrets" };

export default async function SecretsPage({
  searchParams,
}: {
  readonly searchParams: SearchParams;
}) {
  const ctx = await signedInContext();
  const filters = await filtersIn(searchParams, ["q"]);
  const [page, mayWrite] = await Promise.all([
    listSecretsOf(ctx, queryOf(secretListQuery, filters)),
    mayWriteSecrets(ctx),
  ]);
  return <SecretsScreen first={{ filters, page }} mayWrite={mayWrite} />;
}
