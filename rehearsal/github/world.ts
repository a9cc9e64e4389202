import { Document } from "../base/store.ts";
import type { Tokens } from "./credentials.ts";
import type { Signer } from "./oidc/issuer.ts";
import type {
  ApprovalRecord,
  CommentRecord,
  CommitStatusRecord,
  Commits,
  EnvironmentRecord,
  LabelRecord,
  PullRequest,
  RepositoryRecord,
  RunRecord,
} from "./records.ts";

/** The context of every endpoint of this GitHub. */
export interface Context {
  /** The server's own address. */
  url: string;
  apiUrl: string;
  /** The claim `iss` of OIDC tokens. */
  issuer: string;
  world: World;
  tokens: Tokens;
  signer: Signer;
  /** Lifetime of an OIDC token in seconds. */
  idTokenSeconds: number;
  /** History of the repositories. Without it, no commit exists. */
  commits: Commits | undefined;
  /** Returns the folder with the artifacts of a run. Each artifact is an archive NAME.zip. */
  artifactsOf: ((run: RunRecord) => string) | undefined;
  /** Files that may be downloaded from the artifact storage, by the key in their address. */
  downloads: Map<string, string>;
  /** @throws GitHubError 404 */
  repository(name: string): RepositoryRecord;
}

interface Saved {
  lastId: number;
  comments: CommentRecord[];
  pulls: PullRequest[];
  environments: EnvironmentRecord[];
  approvals: ApprovalRecord[];
  runs: RunRecord[];
  labels: LabelRecord[];
  statuses: CommitStatusRecord[];
}

/** The state of GitHub. `save` saves every change. */
export class World {
  private readonly document: Document<Saved>;

  constructor(directory: string | undefined) {
    const empty = (): Saved => ({
      lastId: 1000,
      comments: [],
      pulls: [],
      environments: [],
      approvals: [],
      runs: [],
      labels: [],
      statuses: [],
    });
    this.document = new Document<Saved>(directory, "github", empty(), (loaded) => ({
      ...empty(),
      ...loaded,
    }));
  }

  get comments(): CommentRecord[] {
    return this.document.value.comments;
  }

  get pulls(): PullRequest[] {
    return this.document.value.pulls;
  }

  get approvals(): ApprovalRecord[] {
    return this.document.value.approvals;
  }

  get runs(): RunRecord[] {
    return this.document.value.runs;
  }

  get labels(): LabelRecord[] {
    return this.document.value.labels;
  }

  get statuses(): CommitStatusRecord[] {
    return this.document.value.statuses;
  }

  environment(repository: string, name: string): EnvironmentRecord | undefined {
    // GitHub ignores the case of environment names.
    return this.document.value.environments.find(
      (one) => one.repository === repository && one.name.toLowerCase() === name.toLowerCase(),
    );
  }

  /** Creates an environment, or changes its protection rules. */
  putEnvironment(
    settings: Pick<EnvironmentRecord, "repository" | "name" | "reviewers" | "branches" | "tags">,
  ): EnvironmentRecord {
    const now = new Date().toISOString();
    const before = this.environment(settings.repository, settings.name);
    const { id = this.nextId(), createdAt = now } = before ?? {};
    const environment = { ...settings, id, createdAt, updatedAt: now };
    const { environments } = this.document.value;
    if (before === undefined) environments.push(environment);
    else environments[environments.indexOf(before)] = environment;
    this.save();
    return environment;
  }

  /** Adds a run, or replaces its record. */
  putRun(run: RunRecord): void {
    const at = this.runs.findIndex(
      ({ repository, id }) => repository === run.repository && id === run.id,
    );
    if (at < 0) this.runs.push(run);
    else this.runs[at] = run;
    this.save();
  }

  nextId(): number {
    this.document.value.lastId += 1;
    return this.document.value.lastId;
  }

  /** Adds a pull request, or replaces the pull request with that number. */
  putPull(pull: PullRequest): void {
    const at = this.pulls.findIndex(
      ({ repository, number }) => repository === pull.repository && number === pull.number,
    );
    if (at < 0) this.pulls.push(pull);
    else this.pulls[at] = pull;
    this.save();
  }

  save(): void {
    this.document.save();
  }
}
