import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** How a service asks what the caller may. */
const GUARD =
  /\b(require(Admin|Person|Access)|enterProject|authorize|resolveProject|reach[A-Z]\w*)\(ctx/;
/** How an action comes by its caller: signed in, and from our own pages. */
const CALLER = /\b(answerAction|formAction)\(/;

export type ServerAction = {
  /** Its file and its name. */
  readonly name: string;
  /** Takes only callers who are signed in and come from our own pages. */
  readonly asksWho: boolean;
  /** Leaves its deed to a service that asks what the caller may. */
  readonly isGuarded: boolean;
};

/** Every server action of the console. */
export function serverActions(): readonly ServerAction[] {
  return globSync("app/**/*.{ts,tsx}", { cwd: ROOT })
    .map((file) => ({ file, text: readFileSync(join(ROOT, file), "utf8") }))
    .filter(({ text }) => /^\s*["']use server["'];?$/m.test(text))
    .flatMap(({ file, text }) => {
      const guarded = guardedServices(file, text);
      return [...text.matchAll(/^export (?:async function|const) (\w+)[\s\S]*?^\}/gm)].map(
        ([source, name]) => ({
          name: `${file} ${name}`,
          asksWho: CALLER.test(source),
          isGuarded: guarded.some((service) => new RegExp(`\\b${service}\\(`).test(source)),
        }),
      );
    });
}

/** Names under which a file imports services that ask what the caller may. */
function guardedServices(file: string, text: string): string[] {
  return [...text.matchAll(/^import \{([^}]*)\} from "([^"]*\/lib\/services\/[^"]*)"/gm)].flatMap(
    ([, names = "", path = ""]) => {
      if (!isGuarded(join(ROOT, dirname(file), path))) return [];
      return names.split(",").map((name) => name.trim().split(" as ").at(-1) ?? "");
    },
  );
}

/** Whether a service asks, or leaves it to one beside it. */
function isGuarded(file: string, further = true): boolean {
  const text = readFileSync(file, "utf8");
  if (GUARD.test(text)) return true;
  const beside = [...text.matchAll(/^import \{[^}]*\} from "(\.\/[^"]*)"/gm)].map(([, path = ""]) =>
    join(dirname(file), path),
  );
  return further && beside.some((path) => isGuarded(path, false));
}
