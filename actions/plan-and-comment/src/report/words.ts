import { KINDS, REASONS } from "./sections.ts";

/** Every word that a report, its log and its annotations are made of, besides those of the plan. */
export const WORDS: readonly string[] = [
  ...KINDS.map(({ words }) => words),
  ...REASONS.values(),
  "> [!CAUTION]",
  "**This plan destroys resources and replaces resource**",
  "No changes. The infrastructure matches the configuration.",
  "Not all changes are planned yet: another plan will be needed.",
  "output to change, outputs to change, action to invoke, actions to invoke, deferred change, deferred changes",
  "drift in objects, object changed outside of Terraform, objects changed outside of Terraform",
  "failed check, failed checks, check known after apply, checks known after apply",
  "Plan:, Apply, Planned:, Nothing to apply, Applied changes, changes applied, change failed, changes failed",
  "Applied before it failed: change. They are live. Nothing was applied.",
  "difference from the reviewed plan, differences from the reviewed plan, Different when planned twice",
  "As reviewed: this is exactly the plan that was shown. This is exactly the plan that was approved.",
  "This plan differs from the reviewed one. This plan is not the one that was approved. Nothing is left to apply.",
  "> [!WARNING] **Not promotable**: planned twice, these addresses differ. Planned twice: both plans are equal.",
  "added, missing, was, instead of, differs, differ, and more, the whole object, Not compared with a review:",
  "plan digest:, not promotable, because it differs when it is planned again:, Nothing was changed",
  "What the tool said, Fix:, Error:, Warning:, more errors are in the log above, more warnings are in the log above",
  "created before the old one is destroyed, the old one is forgotten, not destroyed",
  "follows from another change, left-over object, moved from, imported as, it is gone",
  "no attribute differs visibly, known after apply:, # forces replacement",
  "(a sensitive value changes), (sensitive value), (known after apply), becomes sensitive",
  "is no longer marked as sensitive, characters, sha256, more lines, and more",
  "commit, run, attempt, OpenTofu, Terraform, terraform plan, terraform apply, opentofu plan, opentofu apply",
];
