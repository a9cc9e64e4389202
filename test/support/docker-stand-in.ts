import path from "node:path";
import { installDockerStandIn } from "../../rehearsal/docker/install.ts";
import { NODE_OF_ACTIONS } from "./node-of-actions.ts";

const BUNDLED = path.resolve(import.meta.dirname, "../../dist/rehearse/docker.js");

/**
 * Installs the docker stand-in from the rehearsal's bundle. Actions call it several times, and the bundle starts five
 * times as fast as the sources.
 */
export const installBundledDocker = (directory: string): Promise<string> =>
  installDockerStandIn(directory, [NODE_OF_ACTIONS, BUNDLED]);
