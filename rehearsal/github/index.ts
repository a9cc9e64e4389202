import { join } from "node:path";
import type { JWK } from "jose";
import { startLoopback, type Loopback } from "../base/http.ts";
import { compileRoutes, type Route } from "../base/routes.ts";
import { Tokens } from "./credentials.ts";
import { GitHubError } from "./errors.ts";
import { GRAPHQL_ROUTE } from "./graphql.ts";
import { OIDC_ROUTES, TOKEN_PATH } from "./oidc/endpoint.ts";
import { Signer } from "./oidc/issuer.ts";
import type {
  Commits,
  JobCredentials,
  JobIdentity,
  PullRequest,
  RepositoryRecord,
  RunRecord,
} from "./records.ts";
import { COMMENT_ROUTES } from "./rest/comments.ts";
import { COMMIT_ROUTES } from "./rest/commits.ts";
import { ENVIRONMENT_ROUTES } from "./rest/environments.ts";
import { LABEL_ROUTES } from "./rest/labels.ts";
import { PULL_ROUTES } from "./rest/pulls.ts";
import { RUN_ROUTES, STORAGE_ROUTE } from "./rest/runs.ts";
import { World, type Context } from "./world.ts";

export { passGate } from "./deployments.ts";
export { subjectPrefix } from "./oidc/claims.ts";
export type {
  CommentRecord,
  Commits,
  JobIdentity,
  PullRequest,
  RepositoryRecord,
  RunRecord,
} from "./records.ts";

interface GitHubOptions {
  /** Where the world is kept. Without a directory, it is lost when the process ends. */
  directory?: string;
  repositories: RepositoryRecord[];
  pullRequests?: PullRequest[];
  /** History of the repositories. Without it, no commit exists. */
  commits?: Commits | undefined;
  /** Returns the folder with the artifacts of a run. Without it, runs have no artifacts. */
  artifactsOf?: (run: RunRecord) => string;
  /** Lifetime of an OIDC token in seconds. Default: 300, as on GitHub. */
  idTokenSeconds?: number;
}

/** GitHub's REST API and OIDC issuer, on loopback. */
export interface GitHub extends Loopback {
  /** GITHUB_API_URL */
  apiUrl: string;
  /** GITHUB_GRAPHQL_URL */
  graphqlUrl: string;
  issuer: string;
  /** The address of the issuer's public keys. */
  jwksUrl: string;
  jwks: { keys: JWK[] };
  /** Comments, pull requests, environments, approvals and runs. */
  state: World;
  /** Returns what the runner gives to a job. @throws GitHubError 404 for a repository that does not exist here */
  credentials(job: JobIdentity): Promise<JobCredentials>;
  /** Adds a pull request, or replaces the pull request with that number. */
  addPullRequest(pull: PullRequest): void;
}

const ROUTES: Route<Context>[] = [
  ...OIDC_ROUTES,
  { method: "GET", pattern: "/api/v3/user", operation: "rest:GetUser", handle: refuseUser },
  GRAPHQL_ROUTE,
  ...COMMENT_ROUTES,
  ...PULL_ROUTES,
  ...COMMIT_ROUTES,
  ...LABEL_ROUTES,
  ...ENVIRONMENT_ROUTES,
  ...RUN_ROUTES,
  STORAGE_ROUTE,
];

/**
 * Starts a GitHub that serves the requests that the bundles send. Any other request gets 501 and a sentence that names
 * it. 404 would look like GitHub's own answer, which callers interpret as "does not exist".
 */
export async function startGitHub(options: GitHubOptions): Promise<GitHub> {
  const directory = options.directory === undefined ? undefined : join(options.directory, "github");
  const world = new World(directory);
  const tokens = new Tokens();
  const signer = await Signer.open(directory);
  const find = compileRoutes(ROUTES);
  const context: Context = {
    url: "",
    apiUrl: "",
    issuer: "",
    world,
    tokens,
    signer,
    commits: options.commits,
    idTokenSeconds: options.idTokenSeconds ?? 300,
    artifactsOf: options.artifactsOf,
    downloads: new Map<string, string>(),
    repository: (name) => repositoryOf(options.repositories, name),
  };
  const loopback = await startLoopback({
    classify: ({ method, url }) => find(method, url.pathname)?.route.operation,
    async handle(exchange) {
      const { method, url } = exchange;
      const match = find(method, url.pathname);
      const path = url.pathname.replace(/^\/api\/v3/, "");
      if (match === undefined)
        throw new GitHubError(501, `the rehearsal does not serve ${method} ${path}`);
      return match.route.handle(exchange, match.parameters, context);
    },
    failed: (error) => (error instanceof GitHubError ? error.reply() : undefined),
  });
  const { url } = loopback;
  Object.assign(context, { url, apiUrl: `${url}/api/v3`, issuer: url });
  for (const pull of options.pullRequests ?? []) world.putPull(pull);
  return {
    ...loopback,
    apiUrl: context.apiUrl,
    graphqlUrl: `${url}/api/graphql`,
    issuer: url,
    jwksUrl: `${url}/.well-known/jwks`,
    jwks: signer.jwks,
    state: world,
    credentials: (job) => Promise.resolve(credentialsOf(job, context)),
    addPullRequest: (pull) => world.putPull(pull),
  };
}

function credentialsOf(job: JobIdentity, context: Context): JobCredentials {
  const { tokens, url } = context;
  // Throws if the repository does not exist here.
  context.repository(job.repository);
  const token = tokens.forJob(job);
  if (job.permissions["id-token"] !== "write") return { token };
  const idToken = { url: `${url}${TOKEN_PATH}?api-version=2.0`, token: tokens.forIdToken(job) };
  return { token, idToken };
}

/**
 * Refuses this request, as GitHub does for a workflow's token. The actions send it if GraphQL does not return the user.
 */
function refuseUser(exchange: { header(name: string): string }, _: unknown, { tokens }: Context) {
  tokens.open(exchange.header("authorization"));
  return new GitHubError(403, "Resource not accessible by integration").reply();
}

function repositoryOf(repositories: RepositoryRecord[], name: string): RepositoryRecord {
  const found = repositories.find((other) => other.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw new GitHubError(404, "Not Found");
  return found;
}
