import { expect, test } from "@jest/globals";
import { writeMarker } from "../../../../actions/lib/github/marker.ts";
import { commentText } from "../../../../rehearsal/report/comment-text.ts";

const marker = writeMarker({
  kind: "plan",
  target: { label: "a-b" },
  head: "a",
  runId: 1,
  runAttempt: 1,
});

test.each([
  [`${marker}\n## Plan\n\ntext`, "## Plan\n\ntext"],
  [`${marker}\n\n## Plan`, "## Plan"],
  ["a person's comment\n<!-- kept -->", "a person's comment\n<!-- kept -->"],
])("a comment is printed without its marker", (body, text) => {
  expect(commentText(body)).toBe(text);
});
