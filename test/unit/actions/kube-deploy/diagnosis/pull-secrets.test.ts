import { expect, test } from "@jest/globals";
import { missingPullSecrets } from "../../../../../actions/kube-deploy/src/diagnosis/pull-secrets.ts";
import { event } from "./pods.ts";

const REASON = "FailedToRetrieveImagePullSecret";

test.each([
  [
    "the secrets that the kubelet lists",
    [
      event("Pulling", "Pulling image (regcred)"),
      event(REASON, "Unable to retrieve some image pull secrets (regcred, mirror); attempting ..."),
    ],
    "regcred, mirror",
  ],
  ["none without the event", [event("Failed", "image pull secrets (regcred)")], undefined],
  ["none if the event has another message", [event(REASON, "no secret")], undefined],
])("missing pull secrets: %s", (_, events, expected) => {
  expect(missingPullSecrets(events)).toBe(expected);
});
