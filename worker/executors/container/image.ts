/** A reference to an image as registries know it: `[host[:port]/]path[:tag][@digest]`. */
export type ImageReference = {
  /** Where to fetch it, complete: host, path. */
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
  /** The registry, for the credentials. */
  readonly registry: string;
};

const DOCKER_HUB = "docker.io";
const HOST = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;
const PATH = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/;
const LONGEST = 500;

/**
 * Reads the name of an image; null when it is none. Strict, because engines take other things than names as well: paths
 * of archives and folders on their host.
 */
export function parseImage(text: string): ImageReference | null {
  if (text.length > LONGEST) return null;
  const [named = "", digest = null, ...more] = text.split("@");
  if (more.length > 0 || (digest !== null && !DIGEST.test(digest))) return null;
  const { name, tag } = splitTag(named);
  if (tag !== null && !TAG.test(tag)) return null;
  const { host, path } = splitHost(name);
  if (!PATH.test(path) || (host !== null && !HOST.test(host))) return null;
  const registry = host ?? DOCKER_HUB;
  const isOfficial = registry === DOCKER_HUB && !path.includes("/");
  return {
    repository: `${registry}/${isOfficial ? "library/" : ""}${path}`,
    tag,
    digest,
    registry,
  };
}

/** A colon before the last slash belongs to the host's port. */
function splitTag(named: string): { name: string; tag: string | null } {
  const colon = named.lastIndexOf(":");
  if (colon <= named.lastIndexOf("/")) return { name: named, tag: null };
  return { name: named.slice(0, colon), tag: named.slice(colon + 1) };
}

/** The first part is a host only when it looks like one: it has a dot or a port, or is `localhost`. */
function splitHost(name: string): { host: string | null; path: string } {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === "localhost";
  return isHost ? { host: first, path: name.slice(slash + 1) } : { host: null, path: name };
}
