import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { Case } from "../../service.ts";
import { BUCKET, TERRAFORM_STATE, type S3Account } from "../client.ts";
import { get, put } from "./objects.ts";

const STATE = TERRAFORM_STATE;
const PREFIX = "workspace/";
const LOCK = `${STATE}.tflock`;

/** A lock as Terraform writes it. It says who holds the lock. */
const HELD = JSON.stringify({
  ID: "0f8b2d5c-1111-4222-8333-444455556666",
  Operation: "OperationTypeApply",
  Info: "",
  Who: "somebody@elsewhere",
  Version: "1.12.0",
  Created: "2026-01-01T00:00:00Z",
  Path: `${BUCKET}/${STATE}`,
});

async function keys({ s3 }: S3Account): Promise<(string | undefined)[]> {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: BUCKET, Prefix: PREFIX }),
  );
  const other = `env:/other/${PREFIX}`;
  const inWorkspaces = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: other }));
  return [...Contents, ...(inWorkspaces.Contents ?? [])].map(({ Key }) => Key);
}

const lines = (text: string, pattern: RegExp): string[] =>
  text.split("\n").flatMap((line) => pattern.exec(line)?.[0] ?? []);

export const TERRAFORM_CASES: Case<S3Account>[] = [
  {
    name: "terraform init",
    run: async ({ terraform }) => (await terraform("init", "-no-color", "-input=false")).code,
  },
  {
    name: "terraform apply writes the state and lets the lock go",
    run: async (client) => {
      const { code, text } = await client.terraform("apply", "-no-color", "-auto-approve");
      return [code, lines(text, /Apply complete!.*/), await keys(client)];
    },
  },
  {
    name: "terraform plan finds nothing to do",
    run: async ({ terraform }) => (await terraform("plan", "-no-color", "-detailed-exitcode")).code,
  },
  {
    name: "terraform plan meets a lock",
    run: async (client) => {
      await put(client, LOCK, HELD, { IfNoneMatch: "*" });
      const { code, text } = await client.terraform("plan", "-no-color");
      const told =
        /Error acquiring the state lock|PreconditionFailed|(?<=^\W*)(?:ID|Who|Operation): .*/;
      return [code, lines(text, told).map((line) => line.trim())];
    },
  },
  {
    name: "terraform force-unlock",
    run: async (client) => {
      const id = "0f8b2d5c-1111-4222-8333-444455556666";
      const { code } = await client.terraform("force-unlock", "-force", id);
      return [code, await keys(client)];
    },
  },
  {
    name: "terraform apply of a change",
    run: async ({ terraform }) =>
      (await terraform("apply", "-no-color", "-auto-approve", "-var=text=two")).code,
  },
  {
    name: "the state that terraform wrote",
    run: async (client) => {
      const { body } = (await get(client, STATE)) as { body: string };
      const { serial, resources } = JSON.parse(body) as { serial: number; resources: unknown[] };
      return [serial, resources.length];
    },
  },
  {
    name: "terraform workspace new, list and select",
    run: async (client) => {
      const made = await client.terraform("workspace", "new", "-no-color", "other");
      const listed = await client.terraform("workspace", "list");
      const back = await client.terraform("workspace", "select", "-no-color", "default");
      return [made.code, lines(listed.text, /[\w*].*/), back.code, await keys(client)];
    },
  },
  {
    name: "terraform destroy",
    run: async (client) => {
      const { code, text } = await client.terraform("destroy", "-no-color", "-auto-approve");
      return [code, lines(text, /Destroy complete!.*/), await keys(client)];
    },
  },
];
