import { json, type Reply } from "../../base/http.ts";
import { TOKEN_LOGIN } from "../credentials.ts";
import { GitHubError } from "../errors.ts";
import type { CommentRecord } from "../records.ts";
import { bodyOf, endpoints, numberOf, paginated, type Call } from "./call.ts";

/** A pull request's comments are comments of its issue, so either permission is enough. */
const SCOPES = ["issues", "pull-requests"];
const MAXIMUM_LENGTH = 65_536;

const OF_ISSUE = "/issues/:number/comments";
const ONE = "/issues/comments/:id";

export const COMMENT_ROUTES = endpoints(SCOPES, [
  ["GET", OF_ISSUE, "rest:ListComments", list],
  ["POST", OF_ISSUE, "rest:CreateComment", create],
  ["PATCH", ONE, "rest:UpdateComment", update],
  ["DELETE", ONE, "rest:DeleteComment", remove],
]);

function list(call: Call): Reply {
  const issue = issueNumber(call);
  const comments = call.context.world.comments
    .filter((comment) => comment.repository === call.repository.name && comment.issue === issue)
    .map((comment) => commentJson(call, comment));
  return paginated(call, comments);
}

async function create(call: Call): Promise<Reply> {
  const issue = issueNumber(call);
  const body = await textOf(call);
  const { world } = call.context;
  const now = new Date().toISOString();
  const comment: CommentRecord = {
    id: world.nextId(),
    repository: call.repository.name,
    issue,
    body,
    author: TOKEN_LOGIN,
    createdAt: now,
    updatedAt: now,
  };
  world.comments.push(comment);
  world.save();
  return json(201, commentJson(call, comment));
}

async function update(call: Call): Promise<Reply> {
  const comment = find(call);
  const body = await textOf(call);
  const edits = [body, ...(comment.edits ?? [comment.body])];
  Object.assign(comment, { body, edits, updatedAt: new Date().toISOString() });
  call.context.world.save();
  return json(200, commentJson(call, comment));
}

function remove(call: Call): Reply {
  const { world } = call.context;
  world.comments.splice(world.comments.indexOf(find(call)), 1);
  world.save();
  return { status: 204 };
}

function find(call: Call): CommentRecord {
  const id = numberOf(call, "id");
  const comment = call.context.world.comments.find(
    (candidate) => candidate.id === id && candidate.repository === call.repository.name,
  );
  if (comment === undefined) throw new GitHubError(404, "Not Found");
  return comment;
}

function issueNumber(call: Call): number {
  const number = numberOf(call, "number");
  const exists = call.context.world.pulls.some(
    (pull) => pull.repository === call.repository.name && pull.number === number,
  );
  if (!exists) throw new GitHubError(404, "Not Found");
  return number;
}

async function textOf(call: Call): Promise<string> {
  const { body } = await bodyOf(call);
  const refuse = (message: string) => {
    const error = { resource: "IssueComment", code: "unprocessable", field: "data", message };
    return new GitHubError(422, "Validation Failed", [error]);
  };
  if (typeof body !== "string" || body.trim() === "") throw refuse("Body cannot be blank");
  // The limit counts characters, not UTF-16 units.
  if (Array.from(body).length > MAXIMUM_LENGTH)
    throw refuse(`Body is too long (maximum is ${MAXIMUM_LENGTH} characters)`);
  return body;
}

/** Returns the id that GraphQL uses for a comment. */
export const nodeIdOf = ({ id }: CommentRecord): string => `IC_${id}`;

function commentJson({ context, repository }: Call, comment: CommentRecord): unknown {
  const { id, issue, author, body, createdAt, updatedAt } = comment;
  return {
    id,
    node_id: nodeIdOf(comment),
    body,
    user: { login: author },
    url: `${context.apiUrl}/repos/${repository.name}/issues/comments/${id}`,
    html_url: `${context.url}/${repository.name}/pull/${issue}#issuecomment-${id}`,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
