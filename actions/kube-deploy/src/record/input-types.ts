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

/** Returns the output that names the cluster; undefined if the infrastructure has none. */
export function clusterNameIn(outputs: string | undefined, output: string): string | undefined {
  if (outputs === undefined) return undefined;
  const name = (parseJson(outputs) as Record<string, Json>)[output];
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** The inputs that say where and how a release is recorded, and how to return to one. */
export const RECORD_INPUTS = {
  bucket: {
    type: bucketName,
    environmentFile: "bucket",
    description:
      "S3 bucket of the environment's states. The environment's releases are kept there, below the environment's name.",
  },
  record: {
    type: oneOf("store", "none"),
    description:
      "`store` keeps each verified release, with its files, in the bucket. `none` keeps nothing. If empty: `store` if `bucket` is known, else `none`.",
  },
  "infrastructure-directory": {
    type: text(
      "a folder of the repository or of the pipeline, for example $/terraform/infrastructure",
      "path",
    ),
    description: "Folder of the infrastructure workspace. Its files are kept with the release.",
  },
  "infrastructure-variable-files": {
    type: lines("variable files, one per line, for example environments/dev.tfvars"),
    environmentFile: "infrastructureVariableFiles",
    description:
      "Variable files of the infrastructure workspace, one per line. They are kept with the release if `infrastructure-directory` is given.",
  },
  rollback: {
    type: oneOf("none", "last-good"),
    default: "none",
    description:
      "What to do after a failed rollout. `last-good` applies the last verified release again, and the action still fails. `none` leaves everything as it is.",
  },
  "unstick-statefulsets": {
    type: boolean,
    default: "false",
    description:
      "`true`: a rollback deletes pods of the withdrawn version that are not ready, because a StatefulSet waits for them for ever. Needs the right to delete pods.",
  },
  "forward-only": {
    type: boolean,
    default: "false",
    description:
      "`true` declares that no rollback may go back past this release, because older code cannot undo what it does to data.",
  },
  release: {
    type: matching(
      /^\d{8}T\d{6}Z-[0-9a-f]{12}$/,
      "the id of a release, for example 20261128T190000Z-0123456789ab",
      "release id",
    ),
    description:
      "Id of the release that is promoted. `plan-digest` is bound to it. resolve: the release to promote; if empty, the newest that may be promoted. rollback: the release to go back to; if empty, the action lists the recorded releases and stops.",
  },
  commit: {
    type: commitId,
    description:
      "Commit to deploy. A promotion gives the commit of the release, from the output `commit` of `command: resolve`. If empty: the commit of the run. resolve: only releases of this commit count; if empty, all releases.",
  },
  "promoted-from": {
    type: environmentName,
    description:
      "deploy: environment that `release` is promoted from. It is kept in the release record. Needs `release` and `commit`.",
  },
  hold: {
    type: oneOf("person", "newer"),
    default: "person",
    description:
      "What holds the environment after `command: rollback`. `person`: no deployment until a person lets one in. `newer`: only commits that are newer than what ran before the rollback.",
  },
  "override-reason": {
    type: text("why, for example the release lost orders", "reason"),
    description:
      "Why a person overrides a rule; kept in the release record. resolve: overrides a soak, a hold, a freeze, the age of a release or its verification. rollback: the reason that is shown to whoever the hold refuses; needed with `release`.",
  },
} as const;
