// The floors (docs/architecture.md): imports only go down, and never in a circle. Every rule names folders, so the
// rules of a folder also apply to its new files.

/** Folders of the four actions. */
const ACTION = "setup-terraform-backend|plan-and-comment|build-push-ecr|kube-deploy";

/**
 * The files of actions/ that do I/O: they wait, read, write, start programs, or read the clock. All other files are
 * pure. A new file is pure until you name it here, in the list of its room. If all files of a room do I/O, the list
 * names its folder.
 */
export const IO = [
  // The start, the inputs and the steps of an action.
  "actions/*/src/{index,inputs,run}.ts",
  "actions/*/post.mjs",
  "actions/build-push-ecr/src/{all-images,built-commit,preflight,push}.ts",
  "actions/kube-deploy/src/{apply,deploy,hand-over,open,verify-ready,watched}.ts",
  "actions/plan-and-comment/src/labels/set-labels-and-status.ts",
  "actions/plan-and-comment/src/{apply,check-accepted,hand-over,kept-report,live-release,open,outputs,plan-workspace,publish,recover,report-plan,review,subject}.ts",
  "actions/setup-terraform-backend/src/{backend-role,backend-variables,backend,bucket-owner,init,initialize,lease,printed,workspace}.ts",
  // The rooms of the actions.
  "actions/build-push-ecr/src/content-key/{compute-all,compute,context-files,docker-facts}.ts",
  "actions/build-push-ecr/src/docker/{build,builder,config,crlf-scripts,find-buildx,git-config}.ts",
  "actions/build-push-ecr/src/ecr/{creation-template,existing,login,missing,repositories}.ts",
  "actions/build-push-ecr/src/images/requests.ts",
  "actions/build-push-ecr/src/merge/merge.ts",
  "actions/build-push-ecr/src/promote/{carry-out,check-each,check,commit-tags,copy,parallel,promote,read-places,record,referrers,tree}.ts",
  "actions/build-push-ecr/src/registry/{blobs,client,confirm,connection,facts,http,manifests,tags}.ts",
  "actions/kube-deploy/src/api/{client,discovery,list,watch}.ts",
  "actions/kube-deploy/src/apply-watch/{apply-watcher,release-watcher,watch,watcher}.ts",
  "actions/kube-deploy/src/cluster/{describe,explain-errors,kubeconfig,preflight,target,token}.ts",
  "actions/kube-deploy/src/image-contract/{check,read-images}.ts",
  "actions/kube-deploy/src/plan/{plan,review,workspace}.ts",
  "actions/kube-deploy/src/record/{content,live-images,recording,rejections,store,workspace}.ts",
  "actions/kube-deploy/src/report/{address,diagnosis,evidence,plan-status,publish,summary,verdict}.ts",
  "actions/kube-deploy/src/resolve/{check-files,read-choices,record,resolve,route,work-tree}.ts",
  "actions/kube-deploy/src/rollback/{apply-release,command,last-good,list-for-choice,restore,unstick}.ts",
  "actions/kube-deploy/src/rollout/{await,observer,read-again,synchronize,watch}.ts",
  "actions/kube-deploy/src/running/read.ts",
  "actions/kube-deploy/src/smoke-tests/{request,run,try-url}.ts",
  "actions/kube-deploy/src/soak/{soak,watch}.ts",
  "actions/kube-deploy/src/workloads/{find-release,find,helm-release}.ts",
  "actions/plan-and-comment/src/affected/{changed-files,changes,environments,protection,workspaces}.ts",
  "actions/plan-and-comment/src/{parts,values}/check.ts",
  "actions/plan-and-comment/src/policy/{enforce,run}.ts",
  "actions/plan-and-comment/src/status/{base,overtake}.ts",
  "actions/setup-terraform-backend/src/bucket/{client,create,encryption,ensure,lifecycle,raw,read,settings}.ts",
  "actions/setup-terraform-backend/src/state/*.ts",
  "actions/setup-terraform-backend/src/tool/{download,find-requirements,install,provide,required-versions,version-file}.ts",
  // Code that several actions need.
  "actions/lib/{pipeline-folder,retry}.ts",
  "actions/lib/aws/{assume-role,chained-role,job-credentials,json-request,observe-sts,partitions,proxy,secrets-manager,session,token-file}.ts",
  "actions/lib/github/{advice,approvals,artifacts,base-commits,client,environments,graphql,interrupted,labels,own-comments,pull-request,pulls,rejections,this-run,time-limit}.ts",
  "actions/lib/plan-comment/{find,requests,update-status,versions,write}.ts",
  "actions/lib/process/*.ts",
  "actions/lib/releases/{ancestry,current,documents,files,gate,held-lease,history,lease,record,store}.ts",
  "actions/lib/runtime/{action,all-failures,cancellation,commit-at-work,create-job,environment-file,event-file,fork,id-token,inputs,kept,log,post-step,post,private-file,proxy-variables,report-failure,start-post-step,summary,time-limit,where-accepted}.ts",
  "actions/lib/terraform/{apply,backend-block,backend-identity,backend,configuration-files,declared-secrets,directory,errored-state,lock-check,lock-table,module-files,module-folders,open,plan-comment,plan,planning-copy,print-plan,read,recover,rescue,run-tool,run-with-events,state-store,tainted,test-sources,tool,variable-files}.ts",
  "actions/lib/terraform/hand-over/declared.ts",
  "actions/lib/terraform/known-values/{check,copy}.ts",
  "actions/lib/terraform/plan-digest/{identify,identity,key,plan-twice,pull-request,review}.ts",
  "actions/lib/terraform/variables-from-secret/read.ts",
];

/** Converts a glob with `*` (any name) and `{a,b}` (one of several) to a regular expression of dependency-cruiser. */
const toPattern = (glob) =>
  `^${glob
    .replaceAll(".", "\\.")
    .replaceAll("*", "[^/]+")
    .replace(/\{([^}]+)\}/g, (_, names) => `(?:${names.replaceAll(",", "|")})`)}$`;

/** `IO` as regular expressions. */
export const IO_FILES = IO.map(toPattern);

/** Packages and modules of Node that do I/O. */
const IO_MODULES = [
  "node_modules/(@actions|@aws-sdk|@smithy|@octokit)/",
  "^(fs|fs/promises|child_process|http|https|net|tls|os|process|stream|stream/promises|stream/consumers|timers|timers/promises)$",
];

/** Returns a rule of dependency-cruiser: no import goes from `from` to `to`. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** The embedded services and the runner. They are on the floor above rehearsal/base. */
const SERVICES = "github/|aws/|registry/|docker/|kubernetes/|terraform/|runner/";

/** Returns a rule: a room of the rehearsal imports only from itself and from `allowed`. */
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
      "A run gets its Job from lib/runtime: outputs, masks and the log pass through one place; inputs.ts reads inputs.",
      {
        path: "^actions/",
        pathNot: ["^actions/lib/runtime/", `^actions/(${ACTION})/src/(index|inputs)\\.ts$`],
      },
      { path: "node_modules/@actions/core/" },
    ),
    forbid(
      "pure-unless-named",
      "A file takes values and gives values, so that tables and properties can test it, unless IO names it.",
      { path: "^actions/", pathNot: IO_FILES },
      { path: [...IO_MODULES, ...IO_FILES], dependencyTypesNot: ["type-only"] },
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
    restrictRoom(
      "rehearsal-settings-know-what-the-runner-has",
      "The settings file is read for the world; the runner says which actions it provides.",
      "settings",
      "settings/|runner/|base/",
    ),
    restrictRoom(
      "rehearsal-real-engines-replace-services",
      "An engine stands in for an embedded service, in the service's own terms.",
      "real",
      "real/|kubernetes/|registry/|base/",
    ),
    restrictRoom(
      "rehearsal-world-is-above-the-services",
      "The world starts services and engines as the settings say.",
      "world",
      `world/|settings/|real/|${SERVICES}|base/`,
    ),
    restrictRoom(
      "rehearsal-preflight-is-above-the-world",
      "What is checked before a run: what its workflows and workspaces need of the world.",
      "preflight",
      "preflight/|world/|real/|runner/|base/",
    ),
    restrictRoom(
      "rehearsal-report-is-above-the-services",
      "A report draws what services hold and what the runner says; it starts nothing.",
      "report",
      `report/|${SERVICES}|base/`,
    ),
    restrictRoom(
      "rehearsal-command-line-knows-no-run",
      "Words, options and failures of the command line; what they start is above.",
      "command-line",
      "command-line/|world/|real/|base/",
    ),
    restrictRoom(
      "rehearsal-workflows-are-found-before-a-run",
      "Which workflow of a repository a command needs.",
      "workflows",
      "workflows/|settings/|world/|runner/|base/",
    ),
    restrictRoom(
      "rehearsal-runs-are-below-the-top",
      "A run uses every room below; rehearse.ts puts runs in order.",
      "runs",
      `runs/|workflows/|command-line/|preflight/|report/|world/|settings/|real/|scenarios\\.ts$|${SERVICES}|base/`,
    ),
    restrictRoom(
      "rehearsal-init-writes-files",
      "init writes a repository's files; main.ts rehearses them.",
      "init",
      "init/|command-line/|settings/|world/|docker/|base/",
    ),
    restrictRoom(
      "rehearsal-matrix-starts-the-command-line",
      "The matrix starts the command line as a program and reads what it leaves behind.",
      "matrix",
      `matrix/|report/|world/|${SERVICES}|base/`,
    ),
    forbid(
      "rehearsal-scenarios-are-data",
      "Events and their payloads: rehearse.ts and the runs are above them.",
      { path: "^rehearsal/scenarios\\.ts$" },
      { path: "^rehearsal/(runs/|(cli|main|rehearse)\\.ts$)" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // Imports within node_modules are not followed, but node_modules stays visible for the rules about packages.
    exclude: { path: "^(dist|terraform|examples)/" },
    // "specify" would also report which imports the compiler drops. It compiles every file a second time, and no rule
    // needs it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      // ".d.ts" is for packages that contain only types.
      extensions: [".ts", ".js", ".d.ts"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
