import { Check, Minus } from "lucide-react";
import { type Action, mayDo, RIGHTS, ROLE_WORDS } from "../../lib/contracts/rights.ts";
import type { ProjectRole } from "../../lib/contracts/scope.ts";
import { Panel } from "../ui/panel.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";

const ROLES = Object.keys(ROLE_WORDS) as ProjectRole[];
const ACTIONS = Object.keys(RIGHTS) as Action[];

/** What may who: the table the server itself obeys. */
export function RightsTable({ own }: { readonly own: ProjectRole }) {
  return (
    <Panel title="What may who">
      <Table>
        <thead>
          <tr>
            <Th>In this project</Th>
            {ROLES.map((role) => (
              <Th key={role} className="text-center">
                <span className="capitalize">{role}</span>
                {role === own ? " (you)" : ""}
              </Th>
            ))}
            <Th>Token scope</Th>
          </tr>
        </thead>
        <tbody>
          {ACTIONS.map((action) => (
            <Tr key={action}>
              <Td className="min-w-56">{RIGHTS[action].words}</Td>
              {ROLES.map((role) => (
                <Td key={role} className="relative text-center">
                  <May may={mayDo(role, action)} />
                </Td>
              ))}
              <Td className="font-mono text-muted text-xs">{RIGHTS[action].scope}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <p className="border-line border-t px-4 py-3 text-muted text-xs">
        Administrators of the installation may everything in every project. A token may what its
        scopes say, and never more than its owner may at that moment.
      </p>
    </Panel>
  );
}

function May({ may }: { readonly may: boolean }) {
  const Icon = may ? Check : Minus;
  return (
    <>
      <Icon aria-hidden className={`mx-auto size-4 ${may ? "text-good" : "text-faint"}`} />
      <span className="sr-only">{may ? "yes" : "no"}</span>
    </>
  );
}
