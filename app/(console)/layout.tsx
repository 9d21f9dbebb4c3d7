import type { ReactNode } from "react";
import { Providers } from "../../components/providers.tsx";
import { ConsoleShell } from "../../components/shell/console-shell.tsx";
import { UserFoot } from "../../components/shell/user-foot.tsx";
import { describeMe } from "../../lib/services/session/me.ts";
import { signedInContext } from "../context.ts";
import { signOut } from "../sign-in/actions.ts";

export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const me = await describeMe(await signedInContext());
  const foot = <UserFoot name={me.name} email={me.email} signOut={signOut} />;
  return (
    <Providers>
      <ConsoleShell project={me.defaultProject} foot={foot}>
        {children}
      </ConsoleShell>
    </Providers>
  );
}
