/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // Loaded by Node at run time: they open sockets and threads and gain nothing from bundling.
  serverExternalPackages: ["pino", "postgres", "pg-boss", "pg", "prom-client", "undici"],
  // It would write files of its own into the tree.
  agentRules: false,
  // `npm run verify` checks all types with a compiler that Next cannot call.
  typescript: { ignoreBuildErrors: true },
};
