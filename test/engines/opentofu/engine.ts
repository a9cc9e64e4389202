import { GO_NEEDED, buildGoModule, goInputs } from "../recipes/go.ts";
import { toolEngine } from "../tool.ts";

const MODULE = import.meta.dirname;

/**
 * Built from its Go module. Our go.mod names it as a tool and repeats its only replace directive, because
 * `go install` refuses modules with replace directives. https://opentofu.org
 */
export const opentofu = toolEngine({
  name: "opentofu",
  purpose: "plans and applies terraform/ with the other supported tool",
  version: "1.12.6",
  needs: GO_NEEDED,
  programs: { tofu: "bin/tofu" },
  onPath: { programs: { tofu: "tofu" }, range: ">=1.12 <2" },
  inputs: () => goInputs(MODULE),
  build: (directory, log) =>
    buildGoModule(
      {
        module: MODULE,
        packages: { tofu: "github.com/opentofu/opentofu/cmd/tofu" },
        // Without this, it is a development build, which prints a warning and the version 1.12.6-dev.
        settings: { "github.com/opentofu/opentofu/version.dev": "no" },
      },
      directory,
      log,
    ),
  spaceMiB: 3000,
});
