import { join } from "node:path";
import type { JWK } from "jose";
import { startLoopback, type Loopback, type Reply } from "../base/http.ts";
import { compileRoutes } from "../base/routes.ts";
import { ARTIFACT_ROUTES, type ArtifactContext } from "./artifacts/service.ts";
import { SignedUrls, STORAGE_ROUTES } from "./artifacts/storage.ts";
import { backendIds, Tokens } from "./credentials.ts";
import { GitHubError } from "./errors.ts";
import { OIDC_ROUTES, TOKEN_PATH } from "./oidc/endpoint.ts";
import { Signer } from "./oidc/issuer.ts";
import type {
  JobCredentials,
  JobIdentity,
  PullRequest,
  RepositoryRecord,
  RunRecord,
} from "./records.ts";
import { ACTIONS_ROUTES } from "./rest/actions.ts";
import { COMMENT_ROUTES } from "./rest/comments.ts";
import { REPOSITORY_ROUTES } from "./rest/repositories.ts";
import { USER_ROUTES } from "./rest/user.ts";
import { World } from "./world.ts";

export type {
  ArtifactRecord,
  CommentRecord,
  JobCredentials,
  JobIdentity,
  PullRequest,
  RepositoryRecord,
} from "./records.ts";

export interface GitHubOptions {
  /** Where the world lives; without it, it ends with the process. */
  directory?: string;
  repositories: RepositoryRecord[];
  pullRequests?: PullRequest[];
}

/** GitHub's REST API, OIDC issuer and artifact service, on loopback. */
export interface GitHub extends Loopback {
  /** GITHUB_API_URL */
  apiUrl: string;
  /** GITHUB_GRAPHQL_URL */
  graphqlUrl: string;
  /** ACTIONS_RESULTS_URL */
  resultsUrl: string;
  issuer: string;
  /** Where the issuer's public keys are. */
  jwksUrl: string;
  jwks: { keys: JWK[] };
  /** Comments, pull requests, issues, artifacts and runs as they are now. */
  state: World;
  /** What the runner hands to a job; it makes its run known. */
  credentials(job: JobIdentity): Promise<JobCredentials>;
  /** A personal access token, to act as somebody else than a workflow. */
  personalToken(login: string): string;
  /** Adds a pull request, or replaces the one of that number. */
  addPullRequest(pull: PullRequest): void;
}

const ROUTES = [
  ...OIDC_ROUTES,
  ...ARTIFACT_ROUTES,
  ...STORAGE_ROUTES,
  ...USER_ROUTES,
  ...COMMENT_ROUTES,
  ...REPOSITORY_ROUTES,
  ...ACTIONS_ROUTES,
];

export async function startGitHub(options: GitHubOptions): Promise<GitHub> {
  const { directory } = options;
  const world = new World(directory === undefined ? undefined : join(directory, "github"));
  const tokens = new Tokens();
  const signer = await Signer.open(directory === undefined ? undefined : join(directory, "github"));
  const find = compileRoutes(ROUTES);
  const context: ArtifactContext = {
    ...{ url: "", apiUrl: "", issuer: "", world, tokens, signer },
    signedUrls: new SignedUrls(() => context.url),
    repository: (name) => repositoryOf(options.repositories, name),
  };
  const loopback = await startLoopback({
    classify: ({ method, url }) => find(method, pathOf(url))?.route.operation,
    async handle(exchange) {
      const match = find(exchange.method, pathOf(exchange.url));
      if (match === undefined) throw new GitHubError(404, "Not Found");
      return limited(await match.route.handle(exchange, match.parameters, context));
    },
    failed: (error) => (error instanceof GitHubError ? limited(error.reply()) : undefined),
  });
  const { url } = loopback;
  Object.assign(context, { url, apiUrl: `${url}/api/v3`, issuer: url });
  const addPullRequest = (pull: PullRequest) => replacePull(world, pull);
  for (const pull of options.pullRequests ?? []) addPullRequest(pull);
  return {
    ...loopback,
    apiUrl: context.apiUrl,
    graphqlUrl: `${url}/api/graphql`,
    // The real one ends with a slash, and clients rely on it.
    resultsUrl: `${url}/`,
    issuer: url,
    jwksUrl: `${url}/.well-known/jwks`,
    jwks: signer.jwks,
    state: world,
    credentials: (job) => credentialsOf(job, context),
    personalToken: (login) => tokens.personal(login),
    addPullRequest,
  };
}

/** Clients that join `resultsUrl` and a path with a slash send two. */
function pathOf({ pathname }: URL): string {
  return pathname.replace(/^\/+/, "/");
}

async function credentialsOf(job: JobIdentity, context: ArtifactContext): Promise<JobCredentials> {
  const { tokens, signer, world, url } = context;
  const { name } = context.repository(job.repository);
  recordRun(job, world);
  const ids = backendIds(job);
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    scp: `Actions.GenericRead:00000000-0000-0000-0000-000000000000 Actions.Results:${ids.run}:${ids.job}`,
    repository: name,
    run_id: String(job.runId),
  };
  // A job may take six hours.
  const times = { issuedAt: now, notBefore: now - 60, expires: now + 6 * 3600 };
  const credentials = {
    token: tokens.forJob(job),
    runtimeToken: await signer.sign(claims, times),
  };
  if (job.permissions["id-token"] !== "write") return credentials;
  const idToken = { url: `${url}${TOKEN_PATH}?api-version=2.0`, token: tokens.forIdToken(job) };
  return { ...credentials, idToken };
}

function recordRun(job: JobIdentity, world: World): void {
  const { repository, runId: id, workflowRef, ref, sha: headSha } = job;
  const path = workflowRef.replace(/@.*$/, "").split("/").slice(2).join("/");
  const run: RunRecord = {
    ...{ id, repository, event: job.eventName, path, headSha, name: job.workflow ?? path },
    headBranch: job.headRef ?? ref.replace(/^refs\/(heads|tags)\//, ""),
    headRepository: job.headRepository ?? repository,
    number: job.runNumber ?? 1,
    attempt: job.runAttempt ?? 1,
    actor: job.actor ?? "octocat",
  };
  const before = world.runs.find((other) => other.id === id);
  if (before === undefined) world.runs.push(run);
  else Object.assign(before, run);
  world.save();
}

function replacePull(world: World, pull: PullRequest): void {
  const at = world.pulls.findIndex(
    ({ repository, number }) => repository === pull.repository && number === pull.number,
  );
  if (at < 0) world.pulls.push(pull);
  else world.pulls[at] = pull;
  world.save();
}

function repositoryOf(repositories: RepositoryRecord[], name: string): RepositoryRecord {
  const found = repositories.find((other) => other.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw new GitHubError(404, "Not Found");
  return found;
}

/** Every answer tells the rate limit; clients that pace themselves read it. */
function limited(reply: Reply): Reply {
  const reset = Math.floor(Date.now() / 1000) + 3600;
  const headers = {
    "x-ratelimit-limit": "15000",
    "x-ratelimit-remaining": "14999",
    "x-ratelimit-used": "1",
    "x-ratelimit-reset": String(reset),
    "x-ratelimit-resource": "core",
    ...reply.headers,
  };
  return { ...reply, headers };
}
