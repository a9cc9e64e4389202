import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { answer } from "../../aws/answers.ts";
import type { Case } from "../../service.ts";
import { BUCKET, type S3Account } from "../client.ts";

const list = new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "nothing" });

export const SIGNATURE_CASES: Case<S3Account>[] = [
  {
    name: "a signed request",
    run: ({ s3, guarded }) => guarded(() => answer(s3.send(list))),
  },
  {
    name: "a key that there is not",
    run: ({ as, guarded }) =>
      guarded(() => answer(as({ accessKeyId: "AKIAIOSFODNN7EXAMPLE" }).send(list))),
  },
  {
    name: "a secret that is wrong",
    run: ({ as, guarded }) => guarded(() => answer(as({ secretAccessKey: "wrong" }).send(list))),
  },
  {
    name: "a session token that is wrong",
    run: ({ as, guarded }) =>
      guarded(() =>
        answer(as({ accessKeyId: "ASIAIOSFODNN7EXAMPLE", sessionToken: "wrong" }).send(list)),
      ),
  },
];
