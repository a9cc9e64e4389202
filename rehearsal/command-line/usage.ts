// The help text of the command line.
import process from "node:process";
import { isOwnScript } from "../base/bundled.ts";
import { startedAs } from "./started-as.ts";
import { ROOT } from "../world/repositories.ts";

/** How the user started the program: from the pipeline's own checkout, or as the program of the installed package. */
export const PROGRAM = isOwnScript
  ? "npm run rehearse --"
  : startedAs({
      root: ROOT,
      file: process.argv[1] ?? "",
      folder: process.cwd(),
      environment: process.env,
    });

/** Printed below the error for an invalid command line. */
export const HELP_HINT = `${PROGRAM} --help lists the commands and options.`;

const DEFAULT_REPOSITORY = isOwnScript ? "examples/fleet" : "the current folder";

export const USAGE = `${PROGRAM} [deploy|plan|promote|rollback|rerun|init] [options]

Runs a workflow of your repository on this machine, offline.

Commands
  deploy             a push to main: infrastructure, images, Kubernetes (the default)
  plan               a pull request: plan and comment
  promote            a dispatch of promote.yml: brings a verified release to the next environment
  rollback           a dispatch of rollback.yml: brings an environment back to an earlier release
  rerun              runs the last run of a kept world again, with its commit and its event
  init               writes what a repository with Dockerfiles needs (workflows, environment, variables), and rehearses it

What to run
  --repo DIR         the repository; default ${DEFAULT_REPOSITORY}
  --workflow FILE    the workflow to run, if several have the event or you want another one
  --vars FILE        variables, secrets and environments of the repository; default .github/rehearsal.yml
  --action OWNER/NAME=DIR
                     the folder of a third-party action, or skip: its steps do nothing; may be repeated
  --keep DIR         keep the world (state, images, objects, comments, commits) in DIR and continue from it next time

Inputs and events
  --environment NAME the environment of a rollback; with deploy, dispatch the workflow with this input
  --from NAME        promote from this environment
  --to NAME          promote to this environment
  --release ID       the release to promote or to go back to; default: the newest one that may be promoted, or the one
                     before the live release; --release "" only lists the releases
  --override-reason TEXT
                     why a promotion or a deployment may break a rule that refuses it; with deploy, dispatch the
                     workflow with this input
  --input NAME=VALUE another input of the dispatch; may be repeated
  --run NUMBER       the run that \`rerun\` runs again
  --change NAME      commit an edit of a source file in the folder of this name, or of the file at this path; in a
                     variable file (.tfvars), the edit raises a number, such as replicas
  --from-pr          deploy through a pull request: plan it, squash it into main, and deploy the push; without
                     --change, it edits a variable file
  --event NAME|FILE  the event of \`plan\`: pull_request (the default) or merge_group, a merge queue; or a JSON file
                     with fields to add to the payload of the event
  --fork             the pull request of \`plan\` comes from a fork: no secrets, no OIDC token, a read-only token
  --tag NAME         deploy or promote because a release is published on GitHub for this tag of main
  --allow-tags PATTERN
                     let runs of these tags deploy, push and plan, in GitHub's environments and in the roles; without
                     it, only runs of main may
  --reviewed NAME    require an approval in this environment, even if nothing is promoted to it
  --reject           reject every job that waits for an approval; without it, all are approved

What goes wrong
  --fail REASON      break something on purpose: see --list-failures
  --fail-at NAME     the workload that --fail breaks, such as backend, or the folder of the Dockerfile of a bad commit
  --list-failures    list the reasons for --fail
  --cancel-at NAME   cancel the run when a job with this id, or a step with this word in its name, begins
  --slow DURATION    make each object that terraform creates take this long, for example 60s; with --cancel-at, cancel
                     while the first one is being created
  --matrix           run every workflow with every outcome, check what each leaves behind, and print one table
  --cell ID          run only these cells of the matrix, for example deploy/first/cancel, or deploy/cancel for all such
                     cells; may be repeated
  --part K/N         run only the Kth of N equal parts of the cells, for example 2/4

Engines and output
  --real LIST        real engines instead of embedded parts: kubernetes, docker, registry, providers, separated by commas
  --json FILE        also write the result as JSON
  --requests FILE    also write the kinds of requests that the embedded services got, one per line
  --raw              show comments as the Markdown that GitHub gets; without it, as a reader sees them
  --verbose          show every line that the steps print
  --help             show this text`;
