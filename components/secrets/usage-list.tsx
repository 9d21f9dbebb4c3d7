"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { api, withQuery } from "../../lib/client/api.ts";
import type { SecretUsage, SecretView } from "../../lib/contracts/secret.ts";
import { SkeletonRows } from "../ui/skeleton.tsx";
import { secretKeys } from "./secret-keys.ts";

type Props = {
  readonly secret: SecretView;
  /** Said where nothing names it. */
  readonly unused: string;
};

/** The templates and jobs that name a secret, as links. */
export function UsageList({ secret: { name, project }, unused }: Props) {
  const usage = useQuery({
    queryKey: secretKeys.usage(name),
    queryFn: ({ signal }) =>
      api<SecretUsage>(withQuery(`/api/v1/secrets/${name}/usage`, { project }), { signal }),
    staleTime: 0,
  });
  if (usage.isPending) return <SkeletonRows rows={2} />;
  if (usage.isError) return <p className="text-bad text-sm">{usage.error.message}</p>;
  const { templates, jobs } = usage.data;
  const users = [
    ...templates.map(({ id, slug, name: title }) => ({
      id,
      kind: "Template",
      title,
      href: `/templates/${slug}`,
    })),
    ...jobs.map(({ id, name: title }) => ({ id, kind: "Job", title, href: `/jobs/${id}` })),
  ];
  if (users.length === 0) return <p className="text-muted text-sm">{unused}</p>;
  return (
    <ul className="divide-y divide-line rounded-md border border-line">
      {users.map(({ id, kind, title, href }) => (
        <li key={id} className="flex items-baseline gap-3 px-3 py-2 text-sm">
          <span className="w-16 shrink-0 text-muted text-xs">{kind}</span>
          <Link href={href} className="min-w-0 truncate font-medium hover:underline">
            {title}
          </Link>
        </li>
      ))}
    </ul>
  );
}
