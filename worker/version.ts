import manifest from "../package.json" with { type: "json" };

/** Version of the product this worker was built from. */
export const WORKER_VERSION: string = manifest.version;
