import { json, type Reply } from "../base/http.ts";

/** A refusal by GitHub's API. */
export class GitHubError extends Error {
  readonly status: number;
  readonly errors: unknown[] | undefined;

  constructor(status: number, message: string, errors?: unknown[]) {
    super(message);
    this.name = "GitHubError";
    this.status = status;
    this.errors = errors;
  }

  reply(): Reply {
    return json(this.status, {
      message: this.message,
      ...(this.errors !== undefined && { errors: this.errors }),
      documentation_url: "https://docs.github.com/rest",
      status: String(this.status),
    });
  }
}
