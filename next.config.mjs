/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // The image sets it: one folder with only the files the server needs.
  ...(process.env.NEXT_OUTPUT === "standalone" ? { output: "standalone" } : {}),
  // Loaded by Node at run time: they open sockets and threads and gain nothing from bundling.
  serverExternalPackages: ["pino", "postgres", "pg-boss", "pg", "prom-client", "undici"],
  // `npm run verify` checks all types with a compiler that Next cannot call.
  typescript: { ignoreBuildErrors: true },
};
