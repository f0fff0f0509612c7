import { RPCClient } from "ocpp-rpc";

/** What the tests use of npm's ocpp-rpc; its own types ask for every option and know no payloads. */
export interface IndependentStation {
  connect(): Promise<unknown>;
  call<Response = unknown>(action: string, payload: object): Promise<Response>;
  handle(action: string, handler: (call: { readonly params: Readonly<Record<string, unknown>> }) => Promise<object> | object): void;
  close(options?: { readonly force: boolean }): Promise<unknown>;
}

/** What a station brings to TLS: the root that it trusts, and a certificate of its own. */
export interface ClientTls {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
}

type Constructor = new (options: {
  readonly endpoint: string;
  readonly identity: string;
  readonly protocols: readonly string[];
  readonly strictMode: boolean;
  readonly reconnect: boolean;
  readonly password?: string;
  readonly wsOpts?: ClientTls;
}) => IndependentStation;

/** A station that validates both directions with its own schemas. */
export async function connectIndependent(endpoint: string, identity: string, protocol: string, password?: string, tls?: ClientTls): Promise<IndependentStation> {
  const station = new (RPCClient as unknown as Constructor)({
    endpoint, identity, protocols: [protocol], strictMode: true, reconnect: false, ...(password === undefined ? {} : { password }), ...(tls === undefined ? {} : { wsOpts: tls }),
  });
  await station.connect();
  return station;
}

export interface Started16 {
  readonly transactionId: number;
  readonly idTagInfo: { readonly status: string };
}
