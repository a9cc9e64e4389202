import { matching, text } from "../runtime/input-types.ts";
import type { MatchingType } from "../runtime/input-types.ts";

/** A commit's full id. Abbreviated ids are not accepted: they can become ambiguous. */
export const commitId: MatchingType = matching(
  /^[0-9a-f]{40,64}$/,
  "a full commit id, for example a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
  "commit",
);

/** The input `github-token` of the actions that write nothing to GitHub. */
export const READING_TOKEN = {
  type: text("a token, for example ${{ github.token }}", "token"),
  default: "${{ github.token }}",
  mayBeEmpty: true,
  description:
    "Token to find out whose pull request a run is about, if the event does not say so (`issue_comment`). If empty, such a run counts as a run of a fork.",
} as const;
