import { json, type Reply } from "../../base/http.ts";
import { GitHubError } from "../errors.ts";
import type { LabelRecord } from "../records.ts";
import { bodyOf, endpoints, numberOf, paginated, type Call } from "./call.ts";

/** A pull request's labels are labels of its issue, so either permission is enough. */
const SCOPES = ["issues", "pull-requests"];
const OF_ISSUE = "/issues/:number/labels";

/** https://docs.github.com/rest/issues/labels */
export const LABEL_ROUTES = endpoints(SCOPES, [
  ["GET", OF_ISSUE, "rest:ListLabels", (call) => paginated(call, labelsOf(call).map(labelJson))],
  ["POST", OF_ISSUE, "rest:AddLabels", add],
  ["DELETE", `${OF_ISSUE}/:name`, "rest:RemoveLabel", remove],
]);

function labelsOf(call: Call): LabelRecord[] {
  const issue = numberOf(call, "number");
  const { world } = call.context;
  const isOwn = ({ repository }: { repository: string }) => repository === call.repository.name;
  if (!world.pulls.some((pull) => isOwn(pull) && pull.number === issue))
    throw new GitHubError(404, "Not Found");
  return world.labels.filter((label) => isOwn(label) && label.issue === issue);
}

async function add(call: Call): Promise<Reply> {
  const present = labelsOf(call);
  const { labels } = await bodyOf(call);
  if (!Array.isArray(labels)) throw new GitHubError(422, "Validation Failed");
  const { world } = call.context;
  for (const name of labels.map(String))
    if (!present.some((one) => isSame(one.name, name)))
      world.labels.push({
        repository: call.repository.name,
        issue: numberOf(call, "number"),
        name,
      });
  world.save();
  return json(200, labelsOf(call).map(labelJson));
}

function remove(call: Call): Reply {
  const found = labelsOf(call).find(({ name }) => isSame(name, call.parameters["name"] ?? ""));
  if (found === undefined) throw new GitHubError(404, "Label does not exist");
  const { world } = call.context;
  world.labels.splice(world.labels.indexOf(found), 1);
  world.save();
  return json(200, labelsOf(call).map(labelJson));
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const labelJson = ({ name }: LabelRecord) => ({ name, color: "ededed" });
