import type { ReactNode } from "react";
import { ProjectProvider } from "../../components/projects/current-project.tsx";
import { Providers } from "../../components/providers.tsx";
import { ConsoleShell } from "../../components/shell/console-shell.tsx";
import { PlacesProvider } from "../../components/shell/places.tsx";
import { UserFoot } from "../../components/shell/user-foot.tsx";
import { hasMailbox } from "../../lib/services/mailbox/folder.ts";
import { readProject } from "../../lib/services/projects/read.ts";
import { describeMe } from "../../lib/services/session/me.ts";
import { signedInContext } from "../context.ts";
import { signOut } from "../sign-in/actions.ts";

export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const ctx = await signedInContext();
  const me = await describeMe(ctx);
  const project = await readProject(ctx, me.defaultProject);
  const foot = <UserFoot name={me.name} email={me.email} signOut={signOut} />;
  return (
    <Providers>
      <PlacesProvider mailbox={hasMailbox(ctx)}>
        <ConsoleShell project={me.defaultProject} foot={foot}>
          <ProjectProvider project={project}>{children}</ProjectProvider>
        </ConsoleShell>
      </PlacesProvider>
    </Providers>
  );
}
