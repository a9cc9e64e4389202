import type { Tool } from "./tool.ts";

/** Returns the program of a tool, as a person types it in a shell. */
export const programOf = (tool: Tool["name"]): "terraform" | "tofu" =>
  tool === "opentofu" ? "tofu" : "terraform";

/**
 * Returns advice whose commands are those of the run's tool. Texts of rules know no tool: they write a command in
 * backticks and for Terraform, such as `terraform init`. OpenTofu has the same commands with the same arguments.
 */
export const commandsFor = (tool: Tool["name"], advice: string): string =>
  advice.replaceAll("`terraform ", `\`${programOf(tool)} `);
