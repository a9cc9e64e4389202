import { act } from "./act.ts";
import { actionlint } from "./actionlint.ts";
import { baseImage } from "./base-image/engine.ts";
import { buildkit } from "./buildkit/engine.ts";
import { checkov } from "./checkov/engine.ts";
import { chromium } from "./chromium.ts";
import { conftest } from "./conftest.ts";
import { dockerd } from "./docker/engine.ts";
import { helm } from "./helm.ts";
import { kubernetes } from "./kubernetes/engine.ts";
import { moto } from "./moto/engine.ts";
import { node24 } from "./node24.ts";
import { opentofu } from "./opentofu/engine.ts";
import { providerMirror } from "./provider-mirror.ts";
import { registry } from "./registry.ts";
import { skopeo } from "./skopeo.ts";
import { terraform } from "./terraform.ts";
import { zizmor } from "./zizmor.ts";
import type { Engine } from "./engine.ts";

/** All engines, in the order in which they are installed: those that take seconds first, the long Go builds last. */
export const ENGINES: readonly Engine[] = [
  terraform,
  providerMirror,
  node24,
  registry,
  skopeo,
  zizmor,
  dockerd,
  moto,
  checkov,
  baseImage,
  chromium,
  actionlint,
  act,
  helm,
  conftest,
  buildkit,
  opentofu,
  kubernetes,
] as readonly Engine[];
