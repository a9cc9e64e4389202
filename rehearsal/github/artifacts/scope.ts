import type { Exchange } from "../../base/http.ts";
import type { Context } from "../context.ts";

/** The run and job a runtime token speaks for, by their ids in the results service. */
export interface Scope {
  repository: string;
  runId: number;
  run: string;
  job: string;
}

/** An error of the Twirp protocol. https://twitchtv.github.io/twirp/docs/errors.html */
export class TwirpError extends Error {
  readonly code: keyof typeof TWIRP_STATUS;

  constructor(code: keyof typeof TWIRP_STATUS, message: string) {
    super(message);
    this.name = "TwirpError";
    this.code = code;
  }

  get status(): number {
    return TWIRP_STATUS[this.code];
  }
}

const TWIRP_STATUS = {
  invalid_argument: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  bad_route: 404,
  already_exists: 409,
};

/**
 * The scope of the runtime token of a request: signed here, and with `Actions.Results:RUN:JOB` among its scopes.
 * @throws TwirpError unauthenticated
 */
export async function scopeOf(exchange: Exchange, { signer }: Context): Promise<Scope> {
  const token = /^bearer (.+)$/i.exec(exchange.header("authorization"))?.[1] ?? "";
  try {
    const { scp, repository, run_id: runId } = await signer.verify(token);
    const found = /(?:^| )Actions\.Results:([^: ]+):([^: ]+)/.exec(String(scp));
    if (found?.[1] !== undefined && found[2] !== undefined)
      return { repository: String(repository), runId: Number(runId), run: found[1], job: found[2] };
  } catch {
    // Falls through: whatever is wrong with the token, the service says the same.
  }
  throw new TwirpError(
    "unauthenticated",
    "the runtime token is missing, expired or not this run's",
  );
}
