import { notFound } from "next/navigation";
import { AuditScreen } from "../../../components/audit/audit-screen.tsx";
import { auditQuery } from "../../../lib/contracts/audit.ts";
import { auditAccess } from "../../../lib/services/audit/access.ts";
import { listAudit } from "../../../lib/services/audit/list.ts";
import { signedInContext } from "../../context.ts";
import { filtersIn, queryOf, type SearchParams } from "../../search.ts";

export const metadata = { title: "Audit" };

const NAMES = ["actor", "action", "object", "from", "to", "q"];

export default async function AuditPage({ searchParams }: { readonly searchParams: SearchParams }) {
  const ctx = await signedInContext();
  const access = await auditAccess(ctx);
  if (access === null) notFound();
  const project = access.reach === "project" ? access.project : undefined;
  const filters = { ...(await filtersIn(searchParams, NAMES)), project };
  const page = await listAudit(ctx, { ...queryOf(auditQuery, filters), project });
  return <AuditScreen first={{ filters, page }} project={project} />;
}
