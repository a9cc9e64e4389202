import { Document } from "../base/store.ts";
import type { Tokens } from "./credentials.ts";
import type { Signer } from "./oidc/issuer.ts";
import type { CommentRecord, PullRequest, RepositoryRecord } from "./records.ts";

/** What every endpoint of this GitHub works with. */
export interface Context {
  /** The server's own address. */
  url: string;
  apiUrl: string;
  /** The claim `iss` of OIDC tokens. */
  issuer: string;
  world: World;
  tokens: Tokens;
  signer: Signer;
  /** @throws GitHubError 404 */
  repository(name: string): RepositoryRecord;
}

interface Saved {
  lastId: number;
  comments: CommentRecord[];
  pulls: PullRequest[];
}

/** What GitHub remembers. Every change is saved with `save`. */
export class World {
  private readonly document: Document<Saved>;

  constructor(directory: string | undefined) {
    const empty = { lastId: 1000, comments: [], pulls: [] };
    this.document = new Document<Saved>(directory, "github", empty);
  }

  get comments(): CommentRecord[] {
    return this.document.value.comments;
  }

  get pulls(): PullRequest[] {
    return this.document.value.pulls;
  }

  nextId(): number {
    this.document.value.lastId += 1;
    return this.document.value.lastId;
  }

  /** Adds a pull request, or replaces the one of that number. */
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
