const API =
  "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html#API_GetSecretValue_Errors";
const STATUS = `moto answers with status 404; AWS with 400: ${API}`;

/** Differences between our Secrets Manager and moto 5.2. In all of them, ours does what AWS documents. */
export const differences: Record<string, string> = {
  "a secret that there is not": STATUS,
  "a secret called constructor": STATUS,
  "a stage that there is not": STATUS,
  "a version that there is not": STATUS,
  "a key that there is not":
    "moto answers in XML; the protocol of Secrets Manager is JSON 1.1: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization",
};
