import { text } from "../runtime/input-types.ts";

/** The input `github-token` of the actions that write nothing to GitHub. */
export const READING_TOKEN = {
  type: text("a token, for example ${{ github.token }}", "token"),
  default: "${{ github.token }}",
  mayBeEmpty: true,
  description:
    "Token that reads whose pull request a run is about, when the event does not say it (issue_comment); empty = such a run counts as one of a fork.",
} as const;
