import type { EndpointFact } from "../schema/endpoint-fact.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import { partyKey, type Peer } from "../peers/peer.ts";
import { endpoints211 } from "../v211/index.ts";
import { endpoints221 } from "../v221/index.ts";
import { endpoints230 } from "../v230/index.ts";
import { hubOperation } from "../hub/hub-operation.ts";
import { operationOf, type Operation } from "./operations.ts";
import type { Platform } from "./options.ts";
import { UNROUTED } from "./routing-headers.ts";

const ENDPOINTS: Readonly<Record<OcpiVersion, readonly EndpointFact[]>> = { "2.1.1": endpoints211, "2.2.1": endpoints221, "2.3.0": endpoints230 };

/** An endpoint that is served. */
interface Served {
  readonly endpoint: EndpointFact;
  readonly operation: Operation;
}

/** What a path below the versions URL means. */
export type Route =
  | { readonly route: "versions" }
  | { readonly route: "details" | "credentials"; readonly version: OcpiVersion }
  | { readonly route: "module"; readonly version: OcpiVersion; readonly endpoint: EndpointFact; readonly operation: Operation; readonly params: Readonly<Record<string, string>> }
  | { readonly route: "method"; readonly version: OcpiVersion; readonly allow: readonly string[] };

export interface Routes {
  /** `undefined`: nothing is there. Segments are decoded. */
  find(method: string, segments: readonly string[], peer: Peer): Route | undefined;
  /** The endpoints that version details list, with paths relative to the base URL. */
  advertised(version: OcpiVersion): readonly { readonly identifier: string; readonly role?: EndpointFact["role"]; readonly path: string }[];
}

/** `<base>/versions`, `<base>/2.2.1`, `<base>/2.2.1/credentials`, `<base>/2.2.1/sender/locations/…`; 2.1.1 has no sender and receiver. */
export function createRoutes({ versions, modules, hubPartyId }: Platform): Routes {
  const served = new Map(versions.map((version) => [version, ENDPOINTS[version].flatMap((endpoint): Served[] => {
    const own = operationOf(modules, endpoint);
    const operation = hubPartyId === undefined || UNROUTED.has(endpoint.module) ? own : hubOperation(own);
    return operation === undefined ? [] : [{ endpoint, operation }];
  })]));

  /** By version, interface and module; the interfaces of 2.1.1 share their URLs. */
  const byModule = new Map<string, Served[]>();
  for (const [version, list] of served) {
    for (const each of list) {
      const key = `${version} ${version === "2.1.1" ? "" : each.endpoint.role} ${each.endpoint.module}`;
      byModule.set(key, [...(byModule.get(key) ?? []), each]);
    }
  }

  function findModule(version: OcpiVersion, method: string, rest: readonly string[], peer: Peer): Route | undefined {
    const hasRoles = version !== "2.1.1";
    const [role, module, ...path] = hasRoles ? [rest[0]?.toUpperCase(), ...rest.slice(1)] : [undefined, ...rest];
    const candidates = (byModule.get(`${version} ${role ?? ""} ${module}`) ?? []).filter(({ endpoint }) => fits(endpoint.path, path));
    const fitting = candidates.filter(({ endpoint }) => endpoint.method === method);
    const [first] = fitting;
    if (first === undefined) return candidates.length === 0 ? undefined : { route: "method", version, allow: [...new Set(candidates.map(({ endpoint }) => endpoint.method))] };
    const { endpoint, operation } = fitting.length === 1 ? first : pick(fitting, path, peer);
    return { route: "module", version, endpoint, operation, params: paramsOf(endpoint.path, path) };
  }

  return {
    find(method, segments, peer) {
      const [first, ...rest] = segments;
      if (first === "versions" && rest.length === 0) return method === "GET" ? { route: "versions" } : { route: "method", version: versions[0]!, allow: ["GET"] };
      const version = versions.find((each) => each === first);
      if (version === undefined) return undefined;
      if (rest.length === 0) return method === "GET" ? { route: "details", version } : { route: "method", version, allow: ["GET"] };
      if (rest.length === 1 && rest[0] === "credentials") return { route: "credentials", version };
      return findModule(version, method, rest, peer);
    },
    advertised(version) {
      const list = [...new Map(served.get(version)!.map(({ endpoint: { module, role } }) => [`${module} ${version === "2.1.1" ? "" : role}`, { module, role }])).values()];
      if (version === "2.1.1") return [{ identifier: "credentials", path: "2.1.1/credentials" }, ...list.map(({ module }) => ({ identifier: module, path: `2.1.1/${module}` }))];
      // The role of credentials means nothing; SENDER is what is advised.
      return [
        { identifier: "credentials", role: "SENDER", path: `${version}/credentials` },
        ...list.map(({ module, role }) => ({ identifier: module, role, path: `${version}/${role.toLowerCase()}/${module}` })),
      ];
    },
  };
}

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length === path.length && pattern.every((segment, place) => segment.startsWith("{") || segment === path[place]);
}

/** Fixed segments go first (E13); in 2.1.1 both interfaces share a URL, and a path that begins with a party of the partner is of its objects. */
function pick(fitting: readonly Served[], path: readonly string[], { roles }: Peer): Served {
  const isTheirs = roles.some(({ country_code: country, party_id: party }) => partyKey(country, party) === `${path[0]}${path[1]}`.toUpperCase());
  const score = ({ endpoint }: Served): number =>
    endpoint.path.filter((segment) => !segment.startsWith("{")).length * 2 + Number((endpoint.role === "RECEIVER") === isTheirs);
  return fitting.reduce((best, each) => (score(each) > score(best) ? each : best));
}

function paramsOf(pattern: readonly string[], path: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(pattern.flatMap((segment, place) => (segment.startsWith("{") ? [[segment.slice(1, -1), path[place]!]] : [])));
}
