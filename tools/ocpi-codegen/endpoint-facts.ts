/** One endpoint as the digest tells it. */
interface RawEndpoint {
  readonly method: string;
  readonly path: string;
  readonly request?: string | readonly string[] | Readonly<Record<string, string>>;
  readonly requestOptional?: boolean;
  readonly response?: string | readonly string[];
  readonly list?: boolean;
  readonly partial?: boolean;
  readonly requiredQuery?: readonly string[];
}

type RawModule = Readonly<Partial<Record<"SENDER" | "RECEIVER", readonly RawEndpoint[]>>>;

/** URLs that the receiving platform chooses: ours carry what tells the object or the command (E27). */
const OWN_PATHS: Readonly<Record<string, string>> = {
  "cdrs {url from Location header}": "/{country_code}/{party_id}/{cdr_id}",
  "commands {response_url}": "/{command}/{command_id}",
  "chargingprofiles {response_url}": "/{request}/{request_id}",
};

/** The endpoints of the functional modules of a version, one line of source each; optional segments and commands become endpoints of their own. */
export function printEndpoints(version: string, text: string): string {
  const { [version]: modules = {} } = JSON.parse(text) as Readonly<Record<string, Readonly<Record<string, RawModule>>>>;
  const lines = Object.entries(modules).flatMap(([module, roles]) =>
    (["SENDER", "RECEIVER"] as const).flatMap((role) => (roles[role] ?? []).flatMap((endpoint) => expand(module, role, endpoint))));
  return `/** The requests of the functional modules. */\nexport const endpoints: readonly EndpointFact[] = [\n${lines.map((line) => `  ${line},`).join("\n")}\n];`;
}

function expand(module: string, role: string, endpoint: RawEndpoint): readonly string[] {
  const { request, response } = endpoint;
  const path = OWN_PATHS[`${module} ${endpoint.path}`] ?? endpoint.path;
  if (typeof request === "object" && !Array.isArray(request)) {
    return Object.entries(request as Readonly<Record<string, string>>).map(([command, takes]) => print(module, role, endpoint, [command], takes, nameAt(response, undefined)));
  }
  const [base = "", ...optional] = path.split("[").map((part) => part.replaceAll("]", ""));
  return [base, ...optional].map((_, depth) => {
    const segments = [base, ...optional.slice(0, depth)].join("").split("/").filter((segment) => segment !== "");
    return print(module, role, endpoint, segments, nameAt(request, optional.length === 0 ? undefined : depth), nameAt(response, optional.length === 0 ? undefined : depth));
  });
}

/** One name, or that of a depth; several names for one path say nothing of the body. */
function nameAt(names: unknown, depth: number | undefined): string | undefined {
  if (Array.isArray(names)) return depth === undefined ? undefined : (names as readonly string[])[depth];
  return typeof names === "string" ? names : undefined;
}

function print(module: string, role: string, { method, requestOptional, partial, list, requiredQuery }: RawEndpoint, path: readonly string[], takes: string | undefined, gives: string | undefined): string {
  const members = {
    module, role, method, path, takes, isBodyOptional: requestOptional, isPartial: partial, gives, isList: list, requires: requiredQuery,
  };
  return `{ ${Object.entries(members).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")} }`;
}
