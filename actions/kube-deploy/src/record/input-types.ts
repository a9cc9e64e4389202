import * as z from "zod/mini";
import { bucketName } from "../../../lib/aws/input-types.ts";
import { environmentName } from "../../../lib/environment/input-types.ts";
import { commitId } from "../../../lib/github/input-types.ts";
import { boolean, lines, matching, oneOf, text, yaml } from "../../../lib/runtime/input-types.ts";
import { parseJson } from "../../../lib/terraform/json.ts";
import type { Json } from "../../../lib/terraform/json.ts";

/** A JSON list of texts. */
export const names = yaml(z.array(z.string("a name, such as cluster_name"), "a list of names"), {
  name: "JSON",
  expected: 'a JSON list of names, for example ["cluster_name"]',
  empty: [],
});

/** The output that names the cluster; undefined when the infrastructure has none. */
export function clusterNameIn(outputs: string | undefined, output: string): string | undefined {
  if (outputs === undefined) return undefined;
  const name = (parseJson(outputs) as Record<string, Json>)[output];
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** The inputs that say where and how a release is kept, and how to go back to one. */
export const RECORD_INPUTS = {
  bucket: {
    type: bucketName,
    environmentFile: "bucket",
    description:
      "S3 bucket of the environment's states, where its releases are kept below the environment's name.",
  },
  record: {
    type: oneOf("store", "none"),
    description:
      "`store` keeps each verified release in the bucket, with its files; `none` keeps nothing. Empty is `store` when `bucket` is known, else `none`.",
  },
  "infrastructure-directory": {
    type: text(
      "a folder of the repository or of the pipeline, for example $/terraform/infrastructure",
      "path",
    ),
    description: "Folder of the infrastructure workspace, whose files are kept with the release.",
  },
  "infrastructure-variable-files": {
    type: lines("variable files, one a line, for example environments/dev.tfvars"),
    environmentFile: "infrastructureVariableFiles",
    description:
      "Variable files of the infrastructure workspace, one a line; kept with the release when `infrastructure-directory` is given.",
  },
  rollback: {
    type: oneOf("none", "last-good"),
    default: "none",
    description:
      "After a rollout that failed: `last-good` applies the last verified release again, and the action still fails; `none` leaves what is there.",
  },
  "unstick-statefulsets": {
    type: boolean,
    default: "false",
    description:
      "In a rollback, deletes pods of the withdrawn version that are not ready: a StatefulSet waits for them for ever (true or false). It needs the right to delete pods.",
  },
  "forward-only": {
    type: boolean,
    default: "false",
    description:
      "Declares that nothing goes back over this release, because older code cannot undo what it does to data (true or false).",
  },
  release: {
    type: matching(
      /^\d{8}T\d{6}Z-[0-9a-f]{12}$/,
      "the id of a release, for example 20261128T190000Z-0123456789ab",
      "release id",
    ),
    description:
      "Release that is promoted, part of what `plan-digest` is bound to. resolve: empty = the newest that may be promoted. rollback: the release to go back to; empty lists the recorded ones and stops.",
  },
  commit: {
    type: commitId,
    description:
      "Commit that is deployed; a promotion gives that of the release, the output `commit` of resolve. Empty = the commit of the run. resolve: only releases of this commit count; empty = all.",
  },
  "promoted-from": {
    type: environmentName,
    description:
      "deploy: environment whose `release` is promoted; kept in the release record. Needs `release` and `commit`.",
  },
  hold: {
    type: oneOf("person", "newer"),
    default: "person",
    description:
      "After `command: rollback` the environment is held: `person` until a person lets a deployment in, `newer` lets commits in that are newer than what ran.",
  },
  "override-reason": {
    type: text("why, for example the release lost orders", "reason"),
    description:
      "Why a person goes against a rule; kept in the release record. resolve: against a soak, a hold, a freeze, the age of a release or its verification. rollback: why, for whoever the hold refuses; needed with `release`.",
  },
} as const;
