import { expect, test } from "@jest/globals";
import { commentText } from "../../../../rehearsal/report/comment-text.ts";

const marker = '<!-- eks-pipeline:part {"directory":"a"} -->';

test.each([
  [`${marker}\n## Plan\n\ntext`, "## Plan\n\ntext"],
  [`${marker}\n\n## Plan`, "## Plan"],
  [`${marker}\n## Plan\n\n${marker}\n#### b\n\n<!-- eks-pipeline:end -->`, "## Plan\n\n#### b\n\n"],
  ["a person's comment\n<!-- kept -->", "a person's comment\n<!-- kept -->"],
])("a comment is printed without its marker", (body, text) => {
  expect(commentText(body)).toBe(text);
});
