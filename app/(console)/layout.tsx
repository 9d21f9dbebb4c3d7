import type { ReactNode } from "react";
import { ProjectProvider } from "../../components/projects/current-project.tsx";
import { ProjectSwitcher } from "../../components/projects/project-switcher.tsx";
import { Providers } from "../../components/providers.tsx";
import { ConsoleShell } from "../../components/shell/console-shell.tsx";
import { PlacesProvider } from "../../components/shell/places.tsx";
import { UserFoot } from "../../components/shell/user-foot.tsx";
import { auditAccess } from "../../lib/services/audit/access.ts";
import { hasMailbox } from "../../lib/services/mailbox/folder.ts";
import { readPresentProject } from "../../lib/services/projects/read.ts";
import { describeMe } from "../../lib/services/session/me.ts";
import { signedInContext } from "../context.ts";
import { signOut } from "../sign-in/actions.ts";
import { switchProject } from "./switch-project.ts";

export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const ctx = await signedInContext();
  const [me, project, audit] = await Promise.all([
    describeMe(ctx),
    readPresentProject(ctx),
    auditAccess(ctx),
  ]);
  const foot = <UserFoot name={me.name} email={me.email} signOut={signOut} />;
  const switcher = (
    <ProjectSwitcher
      present={{ slug: project.slug, name: project.name }}
      projects={me.projects.map(({ slug, name }) => ({ slug, name }))}
      switchTo={switchProject}
    />
  );
  return (
    <Providers>
      <PlacesProvider mailbox={hasMailbox(ctx)} admin={me.role === "admin"} audit={audit !== null}>
        <ConsoleShell switcher={switcher} foot={foot}>
          <ProjectProvider project={project}>{children}</ProjectProvider>
        </ConsoleShell>
      </PlacesProvider>
    </Providers>
  );
}
