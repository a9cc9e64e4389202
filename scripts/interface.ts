import { parseDocument } from "yaml";
import { SETTINGS } from "../actions/lib/environment/settings.ts";
import type {
  Contract,
  InputDeclaration,
  OutputDeclaration,
} from "../actions/lib/runtime/contract.ts";
import { contract as buildPushEcr } from "../actions/build-push-ecr/src/contract.ts";
import { contract as kubeDeploy } from "../actions/kube-deploy/src/contract.ts";
import { contract as planAndComment } from "../actions/plan-and-comment/src/contract.ts";
import { contract as setupTerraformBackend } from "../actions/setup-terraform-backend/src/contract.ts";

/** The contracts of the four actions. */
export const CONTRACTS: readonly Contract[] = [
  buildPushEcr,
  kubeDeploy,
  planAndComment,
  setupTerraformBackend,
];

/** Inputs and outputs in the form of action.yml and reusable workflows. */
export interface Interface {
  inputs: Record<
    string,
    { description: string; required?: boolean; default?: string | number | boolean }
  >;
  outputs: Record<string, { description: string }>;
}

const FAILURE_REASON: OutputDeclaration = {
  type: "string",
  when: "the action fails",
  description: "Why the action failed, one of the failure reasons in the README.",
};

/** Returns what action.yml says about a contract. */
export function interfaceOf(contract: Contract): Interface {
  const inputs = Object.entries(contract.inputs).map(([name, input]) => {
    const { environmentFile: setting, required, default: fallback = "" } = input;
    const given =
      required === true && setting === undefined ? { required: true } : { default: fallback };
    return [name, { description: describeInput(input), ...given }];
  });
  const outputs = outputsOf(contract).map(([name, output]) => [
    name,
    { description: describeOutput(output) },
  ]);
  return {
    inputs: Object.fromEntries(inputs) as Interface["inputs"],
    outputs: Object.fromEntries(outputs) as Interface["outputs"],
  };
}

/** Returns the description of an input. It says if the environment file can set the input. */
const describeInput = ({ description, environmentFile: setting }: InputDeclaration): string =>
  setting === undefined
    ? description
    : `${description} Default with \`environment-file\`: ${SETTINGS[setting].key}.`;

/** Returns by name the words for the tables' Type column. */
export const typesOf = (contract: Contract): Record<string, Record<string, string>> => ({
  inputs: Object.fromEntries(
    Object.entries(contract.inputs).map(([name, { type }]) => [name, type.name]),
  ),
  outputs: Object.fromEntries(outputsOf(contract).map(([name, { type }]) => [name, nameOf(type)])),
});

const outputsOf = ({ outputs }: Contract): [string, OutputDeclaration][] =>
  Object.entries({ ...outputs, "failure-reason": FAILURE_REASON });

const describeOutput = ({ description, when }: OutputDeclaration): string =>
  when === undefined ? description : `${description} Set only if ${when}.`;

const nameOf = (type: OutputDeclaration["type"]): string =>
  typeof type === "string" ? type : type.map((word) => `\`${word}\``).join(" or ");

/** Returns the text of an action.yml with inputs and outputs of the contract. Everything else stays unchanged. */
export function withInterface(actionFile: string, contract: Contract): string {
  const document = parseDocument(actionFile);
  const { inputs, outputs } = interfaceOf(contract);
  document.set("inputs", inputs);
  document.set("outputs", outputs);
  // The same bundle as the main step. The post step waits for processes that a cancelled step left, and removes the
  // private files.
  document.setIn(["runs", "post"], "post.mjs");
  return document.toString({ lineWidth: 0 });
}
