import type { Tx } from "../../../db/client.ts";
import {
  findSecret,
  insertSecret,
  lockSecret,
  replaceSecret,
} from "../../../db/queries/secrets.ts";
import type { SecretCreate, SecretView } from "../../contracts/secret.ts";
import { conflict, invalid, notFound, ServiceError } from "../../domain/errors.ts";
import { isSecretName } from "../../domain/template/formats.ts";
import { newId } from "../../platform/ids.ts";
import { type Encrypted, encrypt } from "../../platform/keyring.ts";
import { recordDeed } from "../audit/record.ts";
import { authorOf } from "../author.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { placeOf } from "./place.ts";
import { secretView } from "./view.ts";

/** Keeps a value under a new name. Throws `conflict` where the name is taken, `unavailable` without a key. */
export async function createSecret(ctx: Context, body: SecretCreate): Promise<SecretView> {
  const { id: projectId } = await enterProject(ctx, "jobs.write", body.project);
  return ctx.db.transaction(async (tx) => {
    if (await insert(tx, ctx, { projectId, ...body })) return show(tx, projectId, body.name);
    throw conflict(`There is a secret ${body.name} already. Replace it with PUT.`, [
      { pointer: "/name", message: "is taken by another secret of the project" },
    ]);
  });
}

/**
 * Replaces the value under a name, or keeps it as a new secret. Throws `invalid` for what cannot be a name, `unavailable`
 * without a key.
 */
export async function putSecret(
  ctx: Context,
  body: SecretCreate,
): Promise<{ readonly secret: SecretView; readonly made: boolean }> {
  const { name, value } = body;
  if (!isSecretName(name)) {
    const message = "must be letters, digits and _, at most 64, and not begin with a digit";
    throw invalid([{ pointer: "/name", message }]);
  }
  const { id: projectId } = await enterProject(ctx, "jobs.write", body.project);
  return ctx.db.transaction(async (tx) => {
    const made = await insert(tx, ctx, { projectId, name, value });
    if (!made) await replace(tx, ctx, { projectId, name, value });
    return { secret: await show(tx, projectId, name), made };
  });
}

type Kept = { readonly projectId: string; readonly name: string; readonly value: string };

async function insert(tx: Tx, ctx: Context, { projectId, name, value }: Kept): Promise<boolean> {
  const place = { id: newId(), projectId, name };
  const row = { ...place, ...encrypted(ctx, value, place), createdBy: authorOf(ctx.actor) };
  if (!(await insertSecret(tx, row))) return false;
  await recordDeed(tx, ctx, {
    action: "secret.created",
    projectId,
    object: { kind: "secret", id: place.id },
    after: { name, version: 1 },
  });
  return true;
}

async function replace(tx: Tx, ctx: Context, { projectId, name, value }: Kept): Promise<void> {
  const found = await lockSecret(tx, projectId, name);
  // Deleted between the two statements.
  if (found === undefined) throw conflict("The secret was deleted meanwhile. Try again.");
  const { id } = found;
  const version = found.version + 1;
  await replaceSecret(tx, id, { version, ...encrypted(ctx, value, { id, projectId, name }) });
  await recordDeed(tx, ctx, {
    action: "secret.replaced",
    projectId,
    object: { kind: "secret", id },
    before: { name, version: found.version },
    after: { name, version },
  });
}

function encrypted(ctx: Context, value: string, place: Parameters<typeof placeOf>[0]): Encrypted {
  const kept = encrypt(ctx.config.secretsKeys, value, placeOf(place));
  if (kept !== null) return kept;
  throw new ServiceError(
    "unavailable",
    "Secrets cannot be kept: SECRETS_KEY is not set. Whoever operates this installation sets it for web app and workers.",
  );
}

async function show(tx: Tx, projectId: string, name: string): Promise<SecretView> {
  const row = await findSecret(tx, projectId, name);
  if (row === undefined) throw notFound("secret");
  return secretView(row);
}
