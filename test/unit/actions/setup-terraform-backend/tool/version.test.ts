import { expect, test } from "@jest/globals";
import {
  compareVersions,
  formatVersion,
  parseVersion,
} from "../../../../../actions/setup-terraform-backend/src/tool/version.ts";

test.each([
  ["01.011.4", "1.11.4"],
  ["v1.9", "1.9.0"],
  ["1.5.0.0", "1.5.0"],
  ["1.5.0.2", "1.5.0.2"],
  ["1.5.0+ent", "1.5.0"],
  ["1.12.0-rc1", "1.12.0-rc1"],
  ["1.12rc1", "1.12.0-rc1"],
  ["1.12.0_1", undefined],
  ["1.99999999999999999999.0", undefined],
])("the published form of %s is %s", (text, published) => {
  const version = parseVersion(text);
  expect(version && formatVersion(version)).toBe(published);
});

test("versions are sorted in the order of their publishers", () => {
  const ordered = [
    ...["0.15.5", "1.9.10-alpha", "1.9.10-alpha.1", "1.9.10-alpha.beta", "1.9.10-beta.2"],
    ...["1.9.10-beta.11", "1.9.10-rc1", "1.9.10", "1.10.0", "1.10.0.1"],
  ];
  const shuffled = [...ordered].reverse();
  const parsed = shuffled.flatMap((text) => parseVersion(text) ?? []);
  expect(parsed.sort(compareVersions).map(formatVersion)).toStrictEqual(ordered);
});
