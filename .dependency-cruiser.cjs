// One table, read top to bottom: who may import whom. Anything not listed is forbidden.
const ALLOWED = {
  "lib/domain": [],
  "lib/contracts": ["lib/domain"],
  "lib/platform": [],
  db: ["lib/domain", "lib/platform"],
  "lib/queue": ["lib/domain", "lib/platform", "db"],
  "lib/events": ["lib/domain", "lib/contracts", "lib/platform", "db"],
  "lib/services": ["lib/domain", "lib/contracts", "lib/platform", "db", "lib/queue", "lib/events"],
  "lib/auth": ["lib/domain", "lib/contracts", "lib/platform", "db", "lib/services"],
  "lib/http": ["lib/domain", "lib/contracts", "lib/platform", "lib/services", "lib/auth"],
  "lib/client": ["lib/domain", "lib/contracts"],
  components: ["lib/domain", "lib/contracts", "lib/client"],
  "worker/executors": ["lib/domain", "lib/platform"],
  worker: [
    "worker/executors",
    "lib/domain",
    "lib/platform",
    "db/client",
    "lib/queue",
    "lib/events",
    "lib/services",
  ],
  app: [
    "components",
    "lib/domain",
    "lib/contracts",
    "lib/platform",
    "lib/client",
    "lib/services",
    "lib/events",
    "lib/auth",
    "lib/http",
  ],
  cli: ["lib/domain", "lib/contracts", "lib/client"],
};
const PRODUCT = "^(app|components|lib|db|worker|cli)/";
const LAYERS = Object.keys(ALLOWED);
const nested = (layer) => LAYERS.filter((other) => other.startsWith(`${layer}/`));

const layerRules = LAYERS.map((layer) => ({
  name: `layer:${layer}`,
  severity: "error",
  comment: `${layer} may import only: ${ALLOWED[layer].join(", ") || "nothing of ours"}`,
  from: { path: `^${layer}/`, pathNot: nested(layer).map((inner) => `^${inner}/`) },
  to: {
    path: "^(app|components|lib|db|worker|cli|tests|bench|scripts)/",
    pathNot: [`^${layer}/`, ...ALLOWED[layer].map((allowed) => `^${allowed}(/|[.])`)],
  },
}));

const only = (pkg, owners, inside = "") => ({
  name: `only-here:${pkg}${inside && `/${inside}`}`,
  severity: "error",
  comment: `${pkg} is imported only in ${owners.join(", ")}`,
  from: { path: PRODUCT, pathNot: owners.map((owner) => `^${owner}/`) },
  to: { path: `node_modules/(@types/)?${pkg}/${inside}` },
});

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "not-to-unresolvable",
      severity: "error",
      comment: "an import that leads nowhere would escape every rule below",
      from: { path: PRODUCT },
      to: { couldNotResolve: true },
    },
    {
      name: "domain-is-pure",
      severity: "error",
      comment: "lib/domain runs anywhere: no Node modules",
      from: { path: "^lib/domain/", pathNot: "[.]test[.]ts$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "browser-code-has-no-node-modules",
      severity: "error",
      from: { path: "^(components|lib/client|lib/contracts)/", pathNot: "[.]test[.]tsx?$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "unlisted-folder",
      severity: "error",
      comment: "a new folder under lib/ must be added to ALLOWED first",
      from: { path: "^lib/", pathNot: LAYERS.map((layer) => `^${layer}/`) },
      to: { path: "." },
    },
    {
      name: "tests-are-not-imported",
      severity: "error",
      from: { path: PRODUCT },
      to: { path: "[.]test[.]tsx?$" },
    },
    ...layerRules,
    only("pg-boss", ["lib/queue"]),
    only("drizzle-orm", ["db"]),
    only("postgres", ["db"]),
    only("react", ["app", "components", "lib/client"]),
    only("react-dom", ["app", "components"]),
    only("next", ["app", "components", "lib/auth", "lib/http"]),
    only("next", ["app", "lib/auth", "lib/http"], "(server|headers|cache)([.]|$)"),
    only("next-auth", ["app", "lib/auth"]),
    only("rabbitmq-client", ["worker/rabbitmq"]),
    only("jose", ["lib/auth"]),
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)[.]next/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
