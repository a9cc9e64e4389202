import * as z from "zod/mini";
import { REGION } from "../../lib/aws/partitions.ts";
import { inputErrors } from "../../lib/runtime/errors.ts";
import {
  duration,
  lines,
  matching,
  oneOf,
  optional,
  readActionInputs,
  required,
  wholeNumber,
  yaml,
} from "../../lib/runtime/inputs.ts";
import { variables } from "../../lib/terraform/variables.ts";

const Image = z.object({
  repository: z.string().check(z.regex(/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/, "no repository name")),
  digest: z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/, "not sha256: and 64 hex digits")),
});
const Images = z.record(z.string(), Image);

/** Images by name, as terraform's variable `images` and the release record have them. */
export type Images = z.infer<typeof Images>;
export type Inputs = ReturnType<typeof readInputs>;

/** Reads and checks the inputs. @throws ActionError `invalid-input` */
export function readInputs() {
  const inputs = readActionInputs({
    command: oneOf("deploy", "verify"),
    "working-directory": required("terraform/kubernetes"),
    workspace: optional,
    "tool-path": optional,
    environment: required("dev"),
    "cluster-name": matching(/^[0-9A-Za-z][\w-]{0,99}$/, "the name of an EKS cluster"),
    images: yaml(
      Images,
      'a JSON object such as {"web": {"repository": "shop/web", "digest": "sha256:…"}}, the output images of build-push-ecr',
      {},
    ),
    variables,
    "variable-files": lines,
    timeout: duration,
    "no-activity-timeout": duration,
    kubeconfig: optional,
    "log-lines": wholeNumber(0, 1000),
    "role-arn": matching(
      /^arn:[\w-]+:iam::\d{12}:role\/\S+$/,
      "an ARN such as arn:aws:iam::111122223333:role/deploy",
    ),
    "aws-region": matching(REGION, "an AWS region such as eu-west-1"),
    "expected-account-id": matching(/^\d{12}$/, "twelve digits"),
  });
  const problems: string[] = [];
  if (inputs.kubeconfig === undefined)
    for (const name of ["cluster-name", "aws-region"] as const)
      if (inputs[name] === undefined)
        problems.push(`${name}: nothing is given, it is needed unless kubeconfig is given`);
  if (inputs["role-arn"] !== undefined && inputs["aws-region"] === undefined)
    if (inputs.kubeconfig !== undefined)
      problems.push("aws-region: nothing is given, it is needed with role-arn");
  if (problems.length > 0) throw inputErrors(problems);
  return inputs;
}
