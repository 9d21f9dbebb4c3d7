import { Plus } from "lucide-react";
import Link from "next/link";
import type { TemplateView } from "../../lib/contracts/template.ts";
import { type Field, fieldsOf } from "../../lib/domain/template/fields.ts";
import type { ParameterSchema } from "../../lib/domain/template/types.ts";
import { Badge } from "../ui/badge.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";

type Props = { readonly template: TemplateView };

export function TemplateScreen({ template }: Props) {
  const fields = fieldsOf(template.parameters as ParameterSchema);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        above={
          <Link href="/templates" className="hover:text-ink">
            Templates
          </Link>
        }
        title={
          <>
            {template.name}
            {template.builtIn ? <Badge>Built in</Badge> : null}
            {template.shared ? <Badge tone="accent">Shared</Badge> : null}
          </>
        }
        below={template.description}
        actions={
          <LinkButton href={`/jobs/new?template=${template.slug}`} variant="primary">
            <Plus aria-hidden />
            New job
          </LinkButton>
        }
      />
      <Panel title="Parameters">
        <Table>
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Kind</Th>
              <Th>Default</Th>
              <Th>What it is</Th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <ParameterRow key={field.name} field={field} />
            ))}
          </tbody>
        </Table>
      </Panel>
      <div className="grid gap-5 lg:grid-cols-2">
        <Panel title="Configuration">
          <CodeBlock
            text={JSON.stringify(template.config, null, 2)}
            label="configuration"
            className="rounded-none border-0"
          />
        </Panel>
        <Panel title="Parameter schema">
          <CodeBlock
            text={JSON.stringify(template.parameters, null, 2)}
            label="schema"
            className="rounded-none border-0"
          />
        </Panel>
      </div>
    </div>
  );
}

function ParameterRow({ field }: { readonly field: Field }) {
  const { default: usual } = field.schema;
  return (
    <Tr>
      <Td className="whitespace-nowrap">
        <code className="font-mono text-xs">{field.name}</code>
        {field.required ? (
          <Badge tone="accent" className="ml-2">
            required
          </Badge>
        ) : null}
      </Td>
      <Td className="whitespace-nowrap text-muted">{field.kind}</Td>
      <Td>
        {usual === undefined ? (
          <span className="text-faint">–</span>
        ) : (
          <code className="font-mono text-xs">{JSON.stringify(usual)}</code>
        )}
      </Td>
      <Td className="min-w-56 text-muted">
        {field.description === "" ? field.title : field.description}
      </Td>
    </Tr>
  );
}
