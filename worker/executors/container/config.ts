import { z } from "zod";
import { type ImageReference, parseImage } from "./image.ts";
import { parseRegistryAuth, type RegistryAuth } from "./registry-auth.ts";

/** A rendered `container` configuration, checked and with its defaults. */
export type ContainerConfig = {
  /** As it was written, for people. */
  readonly image: string;
  readonly reference: ImageReference;
  readonly pull: "missing" | "always" | "never";
  readonly auth: RegistryAuth | null;
  /** A list is handed over as it is, a text goes through the image's shell. Null is what the image says. */
  readonly command: string | readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string | null;
  readonly memoryMb: number;
  readonly cpus: number;
  readonly pidsLimit: number;
  readonly readOnly: boolean;
  readonly network: string;
};

export type ParsedConfig =
  | { readonly ok: true; readonly config: ContainerConfig }
  | { readonly ok: false; readonly problem: string };

const MEMORY_MB = 512;
const CPUS = 1;
const PIDS = 256;

// No string an engine is handed may end early in its C code.
const text = z.string().refine((value) => !value.includes("\0"), "must not contain NUL");

const SCHEMA = z.strictObject({
  image: text,
  command: z.union([text.min(1), z.array(text).min(1)]).nullish(),
  env: z.record(text, z.union([text, z.number(), z.boolean()])).nullish(),
  workingDir: text.regex(/^\//, "must begin with /").nullish(),
  memoryMb: z.int().min(6).max(1_048_576).nullish(),
  cpus: z.number().min(0.01).max(256).nullish(),
  pidsLimit: z.int().min(1).max(100_000).nullish(),
  readOnly: z.boolean().nullish(),
  network: text.nullish(),
  pull: z.enum(["missing", "always", "never"]).nullish(),
  registrySecret: text.nullish(),
});

type Input = z.infer<typeof SCHEMA>;

/** Thrown and caught in this file alone. */
class ConfigProblem extends Error {}

/**
 * Checks a rendered configuration (api.md, executor configurations); an absent option may also be null. `networks` are
 * those a run may join, the first one where it names none. `registrySecret` is the secret itself, not its name. No problem
 * quotes a value that may be secret.
 */
export function parseContainerConfig(value: unknown, networks: readonly string[]): ParsedConfig {
  const parsed = SCHEMA.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join(".") || "configuration"}: ${issue.message}`,
    );
    return { ok: false, problem: problems.join("; ") };
  }
  try {
    return { ok: true, config: fromInput(parsed.data, networks) };
  } catch (error) {
    if (error instanceof ConfigProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

function fromInput(input: Input, networks: readonly string[]): ContainerConfig {
  return {
    image: input.image,
    reference: referenceOf(input.image),
    pull: input.pull ?? "missing",
    auth: authOf(input.registrySecret ?? null),
    command: input.command ?? null,
    env: envOf(input.env ?? {}),
    workingDir: input.workingDir ?? null,
    memoryMb: input.memoryMb ?? MEMORY_MB,
    cpus: input.cpus ?? CPUS,
    pidsLimit: input.pidsLimit ?? PIDS,
    readOnly: input.readOnly ?? false,
    network: networkOf(input.network ?? null, networks),
  };
}

function referenceOf(image: string): ImageReference {
  const reference = parseImage(image);
  if (reference !== null) return reference;
  throw new ConfigProblem(
    "image: is not the name of an image, such as ghcr.io/acme/report:v2 or alpine@sha256:…",
  );
}

function authOf(secret: string | null): RegistryAuth | null {
  if (secret === null) return null;
  const auth = parseRegistryAuth(secret);
  if (auth !== null) return auth;
  throw new ConfigProblem(
    "registrySecret: the secret must be user:password, or JSON with username and password",
  );
}

function envOf(env: Record<string, string | number | boolean>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      if (name !== "" && !name.includes("=")) return [name, String(value)];
      throw new ConfigProblem(`env: ${JSON.stringify(name)} is not the name of a variable`);
    }),
  );
}

function networkOf(wanted: string | null, networks: readonly string[]): string {
  const network = wanted ?? networks[0] ?? "none";
  if (networks.includes(network)) return network;
  throw new ConfigProblem(
    `network: ${JSON.stringify(network)} is not allowed on this worker; allowed are ${networks.join(", ")}`,
  );
}
