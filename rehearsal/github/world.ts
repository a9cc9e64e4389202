import { Contents, Document } from "../base/store.ts";
import type {
  ArtifactRecord,
  CommentRecord,
  IssueRecord,
  PullRequest,
  RunRecord,
} from "./records.ts";

interface Saved {
  /** Ids grow over all kinds, as GitHub's do. */
  lastId: number;
  comments: CommentRecord[];
  pulls: PullRequest[];
  issues: IssueRecord[];
  artifacts: ArtifactRecord[];
  runs: RunRecord[];
}

const EMPTY: Saved = {
  lastId: 1000,
  comments: [],
  pulls: [],
  issues: [],
  artifacts: [],
  runs: [],
};

/** What GitHub remembers. Every change is saved with `save`. */
export class World {
  readonly contents: Contents;
  private readonly document: Document<Saved>;

  constructor(directory: string | undefined) {
    this.document = new Document<Saved>(directory, "github", structuredClone(EMPTY));
    this.contents = new Contents(directory);
  }

  get comments(): CommentRecord[] {
    return this.document.value.comments;
  }
  get pulls(): PullRequest[] {
    return this.document.value.pulls;
  }
  get issues(): IssueRecord[] {
    return this.document.value.issues;
  }
  get artifacts(): ArtifactRecord[] {
    return this.document.value.artifacts;
  }
  get runs(): RunRecord[] {
    return this.document.value.runs;
  }

  nextId(): number {
    this.document.value.lastId += 1;
    return this.document.value.lastId;
  }

  /** The number of the next issue or pull request: they share one sequence. */
  nextNumber(repository: string): number {
    const numbers = [...this.pulls, ...this.issues]
      .filter((entry) => entry.repository === repository)
      .map(({ number }) => number);
    return Math.max(0, ...numbers) + 1;
  }

  save(): void {
    this.document.save();
  }
}
