// The floors of the house (docs/architecture.md): imports only go down, and never in a circle.
// Every rule names the folders it is about, so that a new file stands under the rules of its folder at once.

/** Folders of the four actions. */
const ACTION = "setup-terraform-backend|plan-and-comment|build-push-ecr|kube-deploy";

/** Rooms without I/O: text, rules and numbers. They carry the table, golden and property tests. */
const PURE = [
  "^actions/lib/(markdown|redact|text)/",
  "^actions/lib/match-failure\\.ts$",
  "^actions/lib/environment/(check|environment|form|freeze|issues|rules|validate)\\.ts$",
  "^actions/lib/aws/(partitions|claims|refusal|error-text|sdk-error)\\.ts$",
  "^actions/lib/terraform/(arguments|declarations|diagnostic-text|events|failures|hcl|json|lock-info|observe|plan-json|secrets|state)\\.ts$",
  "^actions/setup-terraform-backend/src/tool/(constraint|releases)\\.ts$",
  "^actions/plan-and-comment/src/(changes|report)/",
  "^actions/build-push-ecr/src/images/(tags|results)\\.ts$",
  "^actions/build-push-ecr/src/ecr/mutability\\.ts$",
  "^actions/build-push-ecr/src/docker/(arguments|failure|metadata|output)\\.ts$",
  "^actions/kube-deploy/src/(readiness|diagnosis)/",
];

export default {
  forbidden: [
    {
      name: "no-circle",
      comment: "Two files that import each other are one file, or a third is missing below them.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "found",
      comment: "An import leads to a file or to a package of package.json.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "shipped-packages",
      comment: "What is bundled for users stands under `dependencies` in package.json.",
      severity: "error",
      from: { path: "^actions/" },
      to: {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "actions-stand-alone",
      comment: "An action never imports another action; what two need moves to actions/lib.",
      severity: "error",
      from: { path: `^actions/(${ACTION})/` },
      to: { path: `^actions/(${ACTION})/`, pathNot: "^actions/$1/" },
    },
    {
      name: "lib-is-below-the-actions",
      comment: "actions/lib never imports an action.",
      severity: "error",
      from: { path: "^actions/lib/" },
      to: { path: `^actions/(${ACTION})/` },
    },
    {
      name: "product-is-below-everything-else",
      comment: "Shipped code never imports the rehearsal, tests or scripts.",
      severity: "error",
      from: { path: "^actions/" },
      to: { path: "^(rehearsal|test|scripts)/" },
    },
    {
      name: "index-over-inputs-over-run",
      comment:
        "index.ts starts, inputs.ts reads, run.ts is the story; the rooms below never look up at them.",
      severity: "error",
      from: { path: `^actions/(${ACTION})/src/`, pathNot: "/src/(index|inputs)\\.ts$" },
      to: {
        path: `^actions/(${ACTION})/src/(index|inputs|run)\\.ts$`,
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "only-the-runtime-touches-actions-core",
      comment:
        "A run gets its Job from lib/runtime: inputs, outputs, masks and the log pass through one place.",
      severity: "error",
      from: { path: "^actions/", pathNot: "^actions/lib/runtime/" },
      to: { path: "node_modules/@actions/core/" },
    },
    {
      name: "pure-rooms-do-no-io",
      comment:
        "A pure room takes values and gives values, so that tables and properties can test it.",
      severity: "error",
      from: { path: PURE },
      to: {
        path: [
          "node_modules/(@actions|@aws-sdk|@smithy|@octokit)/",
          "^(fs|fs/promises|child_process|http|https|net|tls|os|process|timers|timers/promises)$",
        ],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "rehearsal-runs-bundles",
      comment:
        "The rehearsal runs dist/ bundles as a runner does; it never imports their sources, nor tests.",
      severity: "error",
      from: { path: "^(rehearsal|docker)/" },
      to: { path: "^(actions|test|scripts)/" },
    },
    {
      name: "rehearsal-base-is-the-ground",
      comment: "rehearsal/base imports nothing of the rehearsal.",
      severity: "error",
      from: { path: "^rehearsal/base/" },
      to: { path: "^rehearsal/", pathNot: "^rehearsal/base/" },
    },
    {
      name: "rehearsal-parts-stand-alone",
      comment: "A part of the embedded world knows the ground below it, not its neighbours.",
      severity: "error",
      from: { path: "^rehearsal/(github|registry|docker|kubernetes|runner)/" },
      to: { path: "^rehearsal/", pathNot: "^rehearsal/($1|base)/" },
    },
    {
      name: "rehearsal-aws-fronts-the-registry",
      comment: "ECR is a door to the registry; nothing else goes sideways.",
      severity: "error",
      from: { path: "^rehearsal/aws/" },
      to: { path: "^rehearsal/", pathNot: "^rehearsal/(aws|registry|base)/" },
    },
    {
      name: "rehearsal-terraform-uses-the-kubernetes-client",
      comment:
        "The replayed provider speaks to the API through the one client; nothing else goes sideways.",
      severity: "error",
      from: { path: "^rehearsal/terraform/" },
      to: { path: "^rehearsal/", pathNot: "^rehearsal/(terraform/|base/|kubernetes/client\\.ts$)" },
    },
    {
      name: "rehearsal-report-and-world-are-below-the-command",
      comment: "cli.ts calls rehearse.ts, which calls the report, the world and the parts.",
      severity: "error",
      from: { path: "^rehearsal/(report|world)/" },
      to: { path: "^rehearsal/(cli|rehearse)\\.ts$" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|node_modules|terraform|examples)/" },
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      // The last one for packages of types only.
      extensions: [".ts", ".js", ".d.ts"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
