import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "./io.ts";

type Variables = { readonly [name: string]: string | undefined };

/** Reads the variables `docs/cli.md` lists. An empty one counts as absent. */
export function readEnvironment(variables: Variables): Environment {
  const read = (name: string) => variables[name] || undefined;
  return {
    url: read("PUNCTUAL_URL"),
    token: read("PUNCTUAL_TOKEN"),
    colours: read("NO_COLOR") === undefined && read("TERM") !== "dumb",
    settings: read("XDG_CONFIG_HOME") ?? join(homedir(), ".config"),
  };
}

/** The environment of this process. */
export function processEnvironment(): Environment {
  return readEnvironment(process.env);
}
