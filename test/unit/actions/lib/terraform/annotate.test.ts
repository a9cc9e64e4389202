import { describe, expect, it } from "@jest/globals";
import { placeOf } from "../../../../../actions/lib/terraform/annotate.ts";

describe("placeOf", () => {
  it.each([
    ["main.tf", "terraform/web/main.tf"],
    ["../modules/x/main.tf", "terraform/modules/x/main.tf"],
    ["../../../elsewhere.tf", undefined],
    [undefined, undefined],
  ])("%s is annotated at %s", (file, wanted) => {
    const place = placeOf(
      { severity: "error", summary: "x", detail: "", ...(file !== undefined && { file }) },
      "/r/terraform/web",
      "/r",
    );
    expect(place.file).toBe(wanted);
  });
});
