import { expect, test } from "@jest/globals";
import { ApiError, ConnectionError } from "../../../../../actions/kube-deploy/src/api/errors.ts";
import { explainClusterErrors } from "../../../../../actions/kube-deploy/src/cluster/explain-errors.ts";
import { cluster } from "./clusters.ts";

const timeout = new ConnectionError("timeout", "ETIMEDOUT", "slow");

test.each<[string, Error, boolean]>([
  ["a missing answer", timeout, true],
  ["an answer with an error", new ApiError(401, "", ""), true],
  ["not a bug, which stays as it is", new TypeError("a bug"), false],
])("errors of the cluster are explained: %s", async (_, error, isExplained) => {
  const failed = explainClusterErrors(cluster, () => Promise.reject(error));
  if (isExplained)
    await expect(failed).rejects.toMatchObject({
      reason: expect.stringMatching(/^cluster-/),
      cause: error,
    });
  else await expect(failed).rejects.toBe(error);
});
