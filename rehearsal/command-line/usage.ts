// What the command line is, in words.
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

/** Said below a command line that is not valid. */
export const HELP_HINT = `${PROGRAM} --help lists the commands and options.`;

const DEFAULT_REPOSITORY = isOwnScript ? "examples/fleet" : "the current folder";

export const USAGE = `${PROGRAM} [deploy|plan|promote|rollback|rerun|init] [options]

  deploy             a push to main: infrastructure, images, Kubernetes (the default)
  plan               a pull request: plan and comment
  promote            a dispatch of promote.yml: what one environment verified goes to the next
  rollback           a dispatch of rollback.yml: an environment goes back to an earlier release
  rerun              the last run of a kept world once more, at its commit and with its event
  init               write what a repository with Dockerfiles needs (workflows, environment, variables), and rehearse it

  --environment NAME the environment of a rollback; with deploy, the workflow is dispatched with this input
  --from NAME        the environment that a promotion comes from
  --to NAME          the environment that it goes to
  --release ID       the release to promote or to go back to. Without it, a promotion takes the newest that may be, and a
                     rollback the one before the live one; --release "" lists the releases instead
  --tag NAME         deploy or promote by a release on GitHub that is published for this tag of main
  --allow-tags PATTERN
                     runs of such tags may deploy, push and plan, as GitHub's environments and the roles are set up;
                     without it, only those of main
  --override-reason TEXT
                     why a promotion or a deployment is to pass a rule that refuses it; with deploy, the workflow is
                     dispatched with this input
  --run NUMBER       the run that \`rerun\` does once more
  --input NAME=VALUE another input of the dispatch; may be repeated
  --change NAME      edit a source file in the folder of this name (or the file of this path), as a new commit;
                     in a variable file (.tfvars) a number is raised, such as replicas
  --from-pr          deploy by a pull request: it is planned, squashed into main, and the push is deployed;
                     without --change, it edits a variable file
  --reviewed NAME    somebody has to approve in this environment, also when nothing is promoted to it
  --reject           reject every job that waits for an approval; without it, all are approved
  --event NAME|FILE  the event of \`plan\`: pull_request (the default), or merge_group, a merge queue; or a JSON file
                     whose fields are added to the payload of the event
  --fork             the pull request of \`plan\` comes from a fork: no secrets, no OIDC token, a token that only reads

  --repo DIR         the consumer repository to run; default ${DEFAULT_REPOSITORY}
  --workflow FILE    the workflow to run, where several have the event, or one that the command would not choose
  --vars FILE        variables, secrets and environments of the repository; default .github/rehearsal.yml
  --action OWNER/NAME=DIR
                     the folder of another action (or skip: its steps do nothing); may be repeated
  --keep DIR         keep the world (state, images, objects, comments, commits) in DIR and go on from it the next time
  --fail REASON      break something on purpose: see --list-failures
  --fail-at NAME     the workload that --fail is about, such as backend, or the folder of the Dockerfile of a bad commit
  --list-failures    what --fail knows
  --cancel-at NAME   cancel the run when a job of this id, or a step with this word in its name, begins
  --slow DURATION    each object that terraform makes takes as long as this, for example 60s; with --cancel-at, the
                     cancel comes when the first one is being made
  --real LIST        engines in place of embedded parts: kubernetes, docker, registry, providers, separated by commas
  --json FILE        also write the result as JSON
  --requests FILE    also write the kinds of requests that the embedded services got, one a line
  --matrix           run every workflow with every outcome, check what it leaves behind, and print one table
  --cell ID          only these cells of the matrix, for example deploy/first/cancel, or deploy/cancel for all such
                     cells; may be repeated
  --raw              show comments as the Markdown that GitHub gets; without it, as a reader sees them
  --verbose          show every line the steps print
  --help             this text`;
