// The floors of the house (docs/architecture.md): imports only go down, and never in a circle.
// Every rule names the folders it is about, so that a new file stands under the rules of its folder at once.

/** Folders of the four actions. */
const ACTION = "setup-terraform-backend|plan-and-comment|build-push-ecr|kube-deploy";

/** Rooms without I/O: text, rules and numbers. They carry the table, golden and property tests. */
const PURE = [
  "^actions/lib/(markdown|redact|text)/",
  "^actions/lib/plan-comment/(comment-text|compose|head-text|index-lines|join|newer|part|risk-alert|several|shorten|target)\\.ts$",
  "^actions/lib/(match-failure|no-answer)\\.ts$",
  "^actions/lib/environment/(check|environment|form|freeze|rules|validate)\\.ts$",
  "^actions/lib/aws/(partitions|claims|refusal|error-text|sdk-error|secret-failures)\\.ts$",
  "^actions/lib/releases/(commit-order|eligible|live-time|time)\\.ts$",
  "^actions/lib/terraform/(advice|arguments|attribute-path|aws-rules|declarations|diagnostic-text|events|failures|hcl|json|lock-info|module-sources|observe|plan-json|secrets|state|values)\\.ts$",
  "^actions/lib/terraform/hand-over/(problems|registry|shared|values)\\.ts$",
  "^actions/lib/terraform/variables-from-secret/(input-type|problems|values)\\.ts$",
  "^actions/lib/terraform/plan-digest/(attributes|brought-images|canonical|compare|digest|manifest|manifest-file|refusals|secret-versions|shown|volatile|verdict)\\.ts$",
  "^actions/setup-terraform-backend/src/tool/(constraint|releases)\\.ts$",
  "^actions/plan-and-comment/src/(changes|report)/",
  "^actions/plan-and-comment/src/affected/causes\\.ts$",
  "^actions/plan-and-comment/src/parts/problems\\.ts$",
  "^actions/build-push-ecr/src/images/(tags|free-tags|results)\\.ts$",
  "^actions/build-push-ecr/src/content-key/(base-images|dockerfile|expand|ignore-file|key|labels|not-comparable|trust)\\.ts$",
  "^actions/build-push-ecr/src/ecr/mutability\\.ts$",
  "^actions/build-push-ecr/src/docker/(arguments|dockerfile-rules|failure|instruction|metadata|output|registry-rules|run-rules|steps)\\.ts$",
  "^actions/kube-deploy/src/(readiness|diagnosis)/",
];

/** A rule of dependency-cruiser: no import goes from one to the other. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** Of the rehearsal, a room imports what is allowed, itself included, and nothing else. */
const restrictRoom = (name, comment, room, allowed) =>
  forbid(
    name,
    comment,
    { path: `^rehearsal/(${room})/` },
    { path: "^rehearsal/", pathNot: `^rehearsal/(${allowed})` },
  );

export default {
  forbidden: [
    forbid(
      "no-circle",
      "Two files that import each other are one file, or a third is missing below them.",
      {},
      { circular: true },
    ),
    forbid(
      "found",
      "An import leads to a file or to a package of package.json.",
      {},
      { couldNotResolve: true },
    ),
    forbid(
      "shipped-packages",
      "What is bundled for users stands under `dependencies` in package.json.",
      { path: "^actions/" },
      {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
        dependencyTypesNot: ["type-only"],
      },
    ),
    forbid(
      "actions-stand-alone",
      "An action never imports another action; what two need moves to actions/lib.",
      { path: `^actions/(${ACTION})/` },
      { path: `^actions/(${ACTION})/`, pathNot: "^actions/$1/" },
    ),
    forbid(
      "lib-is-below-the-actions",
      "actions/lib never imports an action.",
      { path: "^actions/lib/" },
      { path: `^actions/(${ACTION})/` },
    ),
    forbid(
      "product-is-below-everything-else",
      "Shipped code never imports the rehearsal, tests or scripts.",
      { path: "^actions/" },
      { path: "^(rehearsal|test|scripts)/" },
    ),
    forbid(
      "index-over-inputs-over-run",
      "index.ts starts, inputs.ts reads, run.ts is the story; the rooms below never look up at them.",
      { path: `^actions/(${ACTION})/src/`, pathNot: "/src/(index|inputs)\\.ts$" },
      {
        path: `^actions/(${ACTION})/src/(index|inputs|run)\\.ts$`,
        dependencyTypesNot: ["type-only"],
      },
    ),
    forbid(
      "only-the-runtime-touches-actions-core",
      "A run gets its Job from lib/runtime: inputs, outputs, masks and the log pass through one place.",
      { path: "^actions/", pathNot: "^actions/lib/runtime/" },
      { path: "node_modules/@actions/core/" },
    ),
    forbid(
      "pure-rooms-do-no-io",
      "A pure room takes values and gives values, so that tables and properties can test it.",
      { path: PURE },
      {
        path: [
          "node_modules/(@actions|@aws-sdk|@smithy|@octokit)/",
          "^(fs|fs/promises|child_process|http|https|net|tls|os|process|timers|timers/promises)$",
        ],
        dependencyTypesNot: ["type-only"],
      },
    ),
    forbid(
      "rehearsal-runs-bundles",
      "The rehearsal runs dist/ bundles as a runner does; it never imports their sources, nor tests.",
      { path: "^(rehearsal|docker)/" },
      { path: "^(actions|test|scripts)/" },
    ),
    restrictRoom(
      "rehearsal-base-is-the-ground",
      "rehearsal/base imports nothing of the rehearsal.",
      "base",
      "base/",
    ),
    restrictRoom(
      "rehearsal-parts-stand-alone",
      "A part of the embedded world knows the ground below it, not its neighbours.",
      "github|registry|docker|kubernetes|runner",
      "$1/|base/",
    ),
    restrictRoom(
      "rehearsal-aws-fronts-the-registry",
      "ECR is a door to the registry; nothing else goes sideways.",
      "aws",
      "aws/|registry/|base/",
    ),
    restrictRoom(
      "rehearsal-terraform-uses-the-kubernetes-client",
      "The replayed provider speaks to the API through the one client; nothing else goes sideways.",
      "terraform",
      "terraform/|base/|kubernetes/client\\.ts$",
    ),
    forbid(
      "rehearsal-report-and-world-are-below-the-command",
      "cli.ts calls rehearse.ts, which calls the report, the world and the parts.",
      { path: "^rehearsal/(report|world)/" },
      { path: "^rehearsal/(cli|rehearse)\\.ts$" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|node_modules|terraform|examples)/" },
    // "specify" would also say which imports the compiler drops, from a second compilation of every file; no rule asks for it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      // The last one for packages of types only.
      extensions: [".ts", ".js", ".d.ts"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
