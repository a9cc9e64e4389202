import { KINDS, REASONS } from "./sections.ts";

/** Every word that a report, its log and its annotations are made of, besides those of the plan. */
export const WORDS: readonly string[] = [
  ...KINDS.map(({ words }) => words),
  ...REASONS.values(),
  "> [!CAUTION]",
  "**This plan destroys resources and replaces resource**",
  "No changes. The infrastructure matches the configuration.",
  "This is the plan of the first deployment: the bucket of the state does not exist yet, so everything is new.",
  "Not all changes are planned yet: another plan will be needed.",
  "output to change, outputs to change, action to invoke, actions to invoke, deferred change, deferred changes",
  "drift in objects, object changed outside of Terraform, objects changed outside of Terraform",
  "failed check, failed checks, check known after apply, checks known after apply",
  "Plan:, Apply, Planned:, Nothing to apply, Applied changes, changes applied, change failed, changes failed",
  "Applied before it failed: change. They are live.",
  "Cancelled: applied of changes, failed, in flight when it was stopped. What was applied is live. Nothing of it is live.",
  "The lock of the state is free. was left, held by since, another run is at work, was not checked:, the cancelled apply",
  "has ended in order and saved its state, was stopped after four minutes, done and live, in flight",
  "The state that could not be saved was pushed afterwards, as serial: nothing is lost. It is kept at, on the runner only",
  "What was in flight may exist without being in the state: look for it, and import what exists before the next apply.",
  "What the tool said, Fix:, Error:, Warning:, more errors are in the log above, more warnings are in the log above",
  "created before the old one is destroyed, the old one is forgotten, not destroyed",
  "follows from another change, left-over object, moved from, imported as, it is gone",
  "no attribute differs visibly, known after apply:, # forces replacement",
  "(a sensitive value changes), (sensitive value), (known after apply), becomes sensitive",
  "is no longer marked as sensitive, characters, sha256, more lines, and more",
  "commit, run, attempt, OpenTofu, Terraform, terraform plan, terraform apply, opentofu plan, opentofu apply",
];
