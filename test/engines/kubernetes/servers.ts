import path from "node:path";

export interface Ports {
  api: number;
  etcdClient: number;
  etcdPeer: number;
}

/** Returns the path of a file of the run that `writeKeys` or `kubeconfigOf` made. */
const pki = (run: string, name: string): string => path.join(run, "pki", name);

/** https://etcd.io/docs/v3.6/op-guide/configuration/ */
export function etcdFlags(run: string, { etcdClient, etcdPeer }: Ports): string[] {
  const client = `http://127.0.0.1:${etcdClient}`;
  const peer = `http://127.0.0.1:${etcdPeer}`;
  return [
    "etcd",
    `--data-dir=${path.join(run, `etcd-${etcdClient}`)}`,
    // The data do not outlive the run.
    "--unsafe-no-fsync",
    "--log-level=warn",
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  ];
}

/** https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ */
export function apiserverFlags(run: string, ports: Ports, more: readonly string[]): string[] {
  return [
    "kube-apiserver",
    `--etcd-servers=http://127.0.0.1:${ports.etcdClient}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${ports.api}`,
    `--tls-cert-file=${pki(run, "server.crt")}`,
    `--tls-private-key-file=${pki(run, "server.key")}`,
    `--client-ca-file=${pki(run, "ca.crt")}`,
    `--token-auth-file=${pki(run, "tokens.csv")}`,
    "--authorization-mode=RBAC",
    `--service-account-key-file=${pki(run, "service-account.key")}`,
    `--service-account-signing-key-file=${pki(run, "service-account.key")}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    "--service-cluster-ip-range=10.96.0.0/16",
    // Kubernetes does not allow Endpoints with the address 127.0.0.1.
    "--endpoint-reconciler-type=none",
    `--kubelet-certificate-authority=${pki(run, "ca.crt")}`,
    `--kubelet-client-certificate=${pki(run, "kubelet-client.crt")}`,
    `--kubelet-client-key=${pki(run, "kubelet-client.key")}`,
    "--kubelet-preferred-address-types=InternalIP",
    ...more,
  ];
}

/** Returns the flags of the controller manager, without the controllers that need a cloud. */
export function controllerManagerFlags(run: string): string[] {
  const off = ["cloud-node-lifecycle-controller", "node-route-controller", "service-lb-controller"];
  return [
    "kube-controller-manager",
    `--kubeconfig=${path.join(run, "kubeconfig")}`,
    `--service-account-private-key-file=${pki(run, "service-account.key")}`,
    `--root-ca-file=${pki(run, "ca.crt")}`,
    "--leader-elect=false",
    "--secure-port=0",
    `--controllers=*,${off.map((name) => `-${name}`).join(",")}`,
  ];
}

export function schedulerFlags(run: string): string[] {
  return [
    "kube-scheduler",
    `--kubeconfig=${path.join(run, "kubeconfig")}`,
    "--leader-elect=false",
    "--secure-port=0",
  ];
}

/** A token review webhook. The API server reads it in the form of a kubeconfig. */
export interface TokenWebhook {
  /** http://127.0.0.1:PORT/… */
  url: string;
  /** PEM; needed for https. */
  certificateAuthority?: string;
}

/** https://kubernetes.io/docs/reference/access-authn-authz/authentication/#webhook-token-authentication */
export function webhookFlags(file: string): string[] {
  return [
    `--authentication-token-webhook-config-file=${file}`,
    "--authentication-token-webhook-version=v1",
    // Every token is reviewed again, so a test sees the effect of a change at once.
    "--authentication-token-webhook-cache-ttl=0s",
  ];
}

/** Returns a kubeconfig with one cluster, one user and one context. It is JSON, which is also valid YAML. */
export function kubeconfigOf(
  server: string,
  certificateAuthority: string | undefined,
  user: Readonly<Record<string, unknown>>,
): string {
  const authority =
    certificateAuthority === undefined
      ? {}
      : { "certificate-authority-data": Buffer.from(certificateAuthority).toString("base64") };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "engine", cluster: { server, ...authority } }],
    users: [{ name: "engine", user }],
    contexts: [{ name: "engine", context: { cluster: "engine", user: "engine" } }],
    "current-context": "engine",
  });
}
