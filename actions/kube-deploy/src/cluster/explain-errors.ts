import { ApiError, ConnectionError } from "../api/errors.ts";
import { toActionError } from "./failure.ts";
import type { ClusterContext } from "./access-entry.ts";

/**
 * Runs code that sends requests to the cluster.
 * @throws ActionError for an answer, or a missing answer, that the rules know; any other error unchanged
 */
export async function explainClusterErrors<T>(
  cluster: ClusterContext,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw isClusterError(error) ? toActionError(error, cluster) : error;
  }
}

const isClusterError = (error: unknown): error is ApiError | ConnectionError =>
  error instanceof ApiError || error instanceof ConnectionError;
