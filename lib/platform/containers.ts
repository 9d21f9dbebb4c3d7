import type { EnvReader } from "./env-reader.ts";

/** The container engine of a worker, and what runs may do with it. */
export type ContainersConfig = Readonly<{
  /** `unix:///path`, `tcp://host:port` or `https://host:port`. */
  url: string;
  /** Folder with `ca.pem`, `cert.pem` and `key.pem`; null connects without them. */
  certs: string | null;
  /** Networks a run may join; the first is for those that name none. */
  networks: readonly string[];
}>;

const NETWORK = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;
/** These are no networks but the host's own, or words an engine takes for another container's. */
const NO_NETWORK = /^(?:host|container|ns|private|default|slirp4netns|pasta)$/i;

/** Reads `CONTAINERS` and what goes with it; null where this process has no engine. */
export function readContainers(reader: EnvReader): ContainersConfig | null {
  const url = reader.text("CONTAINERS");
  const certs = reader.text("CONTAINERS_CERTS");
  const networks = reader.list("CONTAINERS_NETWORKS", ["bridge", "none"]);
  for (const network of networks)
    if (!NETWORK.test(network) || NO_NETWORK.test(network))
      reader.problem(
        "CONTAINERS_NETWORKS",
        `contains ${JSON.stringify(network)}, which runs cannot join`,
        "Name bridge, none, or networks you have made in the engine; the host's own is not to be had.",
      );
  if (url === null) return null;
  if (!isEngine(url))
    reader.problem(
      "CONTAINERS",
      `is ${JSON.stringify(url)}, which is not the address of a container engine`,
      "Set it like unix:///var/run/docker.sock or tcp://engine.internal:2376.",
    );
  return { url, certs, networks };
}

function isEngine(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.search !== "" || url.hash !== "") return false;
  if (url.protocol === "unix:") return url.host === "" && url.pathname.length > 1;
  return /^(?:tcp|https):$/.test(url.protocol) && url.host !== "" && /^\/?$/.test(url.pathname);
}
