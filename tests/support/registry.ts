import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

const MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const CONFIG = "application/vnd.docker.container.image.v1+json";
const LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

/** A registry of images that speaks HTTP and wants a user and a password. */
export type Registry = {
  /** Host and port. */
  readonly host: string;
  /** How often a manifest was handed out. */
  pulls(): number;
  /** Offers an image of this name made of a folder. */
  offer(name: string, folder: string): void;
  close(): Promise<void>;
};

/** Starts a registry that lets in whoever has this `user:password`. */
export async function openRegistry(credentials: string): Promise<Registry> {
  const blobs = new Map<string, Buffer>();
  const manifests = new Map<string, Buffer>();
  const wanted = `Basic ${Buffer.from(credentials).toString("base64")}`;
  let pulls = 0;

  const find = (url: string): { found: Buffer; type: string } | null => {
    const [, name, kind, reference = ""] = /^\/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(url) ?? [];
    const isBlob = kind === "blobs";
    const found = isBlob ? blobs.get(reference) : manifests.get(`${name}:${reference}`);
    if (found === undefined) return null;
    return { found, type: isBlob ? "application/octet-stream" : MANIFEST };
  };
  const answer = ({ headers, url = "", method }: IncomingMessage, response: ServerResponse) => {
    if (headers.authorization !== wanted) {
      refuse(response, 401, "UNAUTHORIZED", { "www-authenticate": 'Basic realm="test"' });
      return;
    }
    const file =
      url === "/v2/" ? { found: Buffer.from("{}"), type: "application/json" } : find(url);
    if (file === null) {
      refuse(response, 404, "MANIFEST_UNKNOWN");
      return;
    }
    const { found, type } = file;
    if (type === MANIFEST && method === "GET") pulls += 1;
    response.writeHead(200, {
      "content-type": type,
      "content-length": found.length,
      "docker-content-digest": digestOf(found),
    });
    response.end(method === "HEAD" ? undefined : found);
  };

  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const keep = (blob: Buffer): { digest: string; size: number } => {
    blobs.set(digestOf(blob), blob);
    return { digest: digestOf(blob), size: blob.length };
  };
  return {
    host: `127.0.0.1:${port}`,
    pulls: () => pulls,
    offer: (name, folder) => {
      const { stdout: layer } = spawnSync("tar", ["-C", folder, "-cf", "-", "."], {
        maxBuffer: 100_000_000,
      });
      const config = Buffer.from(
        JSON.stringify({
          architecture: process.arch === "x64" ? "amd64" : process.arch,
          os: "linux",
          config: { Cmd: ["/bin/echo", "from the registry"] },
          rootfs: { type: "layers", diff_ids: [digestOf(layer)] },
        }),
      );
      const manifest = {
        schemaVersion: 2,
        mediaType: MANIFEST,
        config: { mediaType: CONFIG, ...keep(config) },
        layers: [{ mediaType: LAYER, ...keep(gzipSync(layer)) }],
      };
      manifests.set(`${name}:latest`, Buffer.from(JSON.stringify(manifest)));
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ errors: [{ code, message: code.toLowerCase() }] }));
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
