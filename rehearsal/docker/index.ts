export { findDockerEngine } from "./engine.ts";
export { installDockerStandIn } from "./install.ts";
