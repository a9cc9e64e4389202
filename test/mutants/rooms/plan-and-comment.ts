import type { FileMutants } from "../mutant.ts";

export const planAndComment: FileMutants = {
  "outputs.ts": {
    "sensitive-output": {
      find: "if (sensitive === true || value === undefined) return false;",
      replace: "if (value === undefined) return false;",
      why: "a sensitive output is handed to later steps",
    },
    "counts-swapped": {
      find: "destroy: changes.destroy.length,",
      replace: "destroy: changes.replace.length,",
      why: "the number of deletions is that of replacements",
    },
  },
  "report-plan.ts": {
    "comment-redacted": {
      find: "planDocument(overview, subject, redact)",
      replace: "planDocument(overview, subject, (text) => text)",
      why: "a secret of the plan stands in the comment",
    },
  },
  "run.ts": {
    "plan-file-kept": {
      find: "await rm(planned.file, { force: true });",
      replace: "",
      why: "the plan with all values stays on the runner",
    },
    "exit-code": {
      find: `"exit-code": planned.changed ? 2 : 0`,
      replace: `"exit-code": planned.changed ? 0 : 2`,
      why: "the output exit-code is swapped",
    },
  },
  "apply.ts": {
    "apply-needs-lease": {
      find: "if (planned.changed) await requireLease(rootModule);",
      replace: "",
      why: "a job that lost its lease applies",
    },
    "apply-error-thrown": {
      find: "if (outcome.error !== undefined) throw outcome.error;",
      replace: "",
      why: "a failed apply ends green",
    },
    "apply-redacted": {
      find: "{ ...outcome, tainted }, redact)",
      replace: "{ ...outcome, tainted }, (text) => text)",
      why: "a secret in the failure of an apply stands in the comment",
    },
  },
  "publish.ts": {
    "comment-never": {
      find: `inputs.comment === "never" || token === undefined`,
      replace: "token === undefined",
      why: "a comment is written although the user wants none",
    },
    "comment-when-unchanged": {
      find: `(create || inputs.comment === "always")`,
      replace: `(inputs.comment === "always")`,
      why: "a plan with changes makes no first comment",
    },
  },
  "changes/align.ts": {
    "align-end": {
      find: "before[before.length - 1 - end] === after[after.length - 1 - end]",
      replace: "before[before.length - end] === after[after.length - end]",
      why: "lines at the end are paired with the wrong ones",
    },
  },
  "changes/compare.ts": {
    "compare-sensitive": {
      find: "if (beforeSensitive !== afterSensitive || !equal(before, after))",
      replace: "if (!equal(before, after))",
      why: "a value that stops being sensitive is not shown",
    },
  },
  "report/fold.ts": {
    "fold-forces": {
      find: `place === "replaced" && !forces && isZero(before)`,
      replace: `place === "replaced" && isZero(before)`,
      why: "the attribute that forces the replacement is hidden",
    },
    "fold-tags": {
      find: `difference.steps[0] === "tags_all" && tags.has`,
      replace: `difference.steps[0] === "tags_all" || tags.has`,
      why: "tags that only a default sets are hidden",
    },
  },
  "report/attributes.ts": {
    "lines-of-resource": {
      find: "lines.splice(RESOURCE_LINES, rest,",
      replace: "lines.splice(RESOURCE_LINES, rest - 1,",
      why: "the count of hidden lines is wrong by one",
    },
    "before-after-swapped": {
      find: "`! ${path} = ${oldText} -> ${newText}${hidden}${note}`",
      replace: "`! ${path} = ${newText} -> ${oldText}${hidden}${note}`",
      why: "old and new values are swapped",
    },
    "path-redacted": {
      find: "isAttribute(steps, at) ? step : redact(String(step))",
      replace: "step",
      why: "a secret that is the key of a map stands in the comment",
    },
  },
  "report/fit.ts": {
    "fit-rest": {
      find: "const rest = section.items.length - shown.length;",
      replace: "const rest = section.items.length - shown.length - 1;",
      why: "one resource that does not fit is not counted",
    },
    "fit-foot": {
      find: "const fixed = [head, document.foot];",
      replace: "const fixed = [head];",
      why: "the foot does not fit and is cut",
    },
  },
  "report/text.ts": {
    "text-invisible": {
      find: "PLAIN.test(text) ? text : text.replaceAll(INVISIBLE, escapeCharacter)",
      replace: "text",
      why: "a right-to-left override hides what changes",
    },
    "elide-start": {
      find: "const start = same < KEPT - LEAD ? 0 : same - LEAD;",
      replace: "const start = 0;",
      why: "two long texts that differ late look the same",
    },
  },
  "report/text-difference.ts": {
    "text-context": {
      find: "offset <= CONTEXT; offset",
      replace: "offset < CONTEXT; offset",
      why: "a line of context after a change is missing",
    },
    "text-raw": {
      find: "({ raw, shown: redact(raw) })",
      replace: "({ raw, shown: raw })",
      why: "a secret in a text of several lines stands in the comment",
    },
  },
};
