import { expect, it } from "@jest/globals";
import { pathText } from "../../../../../actions/lib/terraform/attribute-path.ts";

it.each([
  [["spec", 0, "replicas"], "spec[0].replicas"],
  [["data", "app.conf"], 'data["app.conf"]'],
  [["list", "0"], 'list["0"]'],
  [["a-b", "with space", 12], 'a-b["with space"][12]'],
  [['quo"te'], '["quo\\"te"]'],
  [[], ""],
])("writes %j as %s", (path, text) => {
  expect(pathText(path)).toBe(text);
});
