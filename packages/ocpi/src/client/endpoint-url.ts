import type { Peer } from "../peers/peer.ts";
import type { InterfaceRole } from "../v230/index.ts";

/** The URL where a partner offers an interface of a module; before 2.2 an endpoint stands for both interfaces. */
export function endpointOf({ endpoints, profile }: Pick<Peer, "endpoints" | "profile">, module: string, role: InterfaceRole): string | undefined {
  if (profile.brokenModules?.includes(module) === true) return undefined;
  const name = module.toLowerCase();
  // E12: the module bookings is written "Booking" in the text.
  const isMeant = (given: string): boolean => given.toLowerCase() === name || (name === "bookings" && given.toLowerCase() === "booking");
  // The role of credentials means nothing: both sides offer the same.
  return endpoints.find((endpoint) => isMeant(endpoint.module) && (name === "credentials" || endpoint.role === undefined || endpoint.role === role))?.url;
}

/** An endpoint with path segments and query behind it: one slash between, whatever the endpoint ends with (E21). */
export function urlOf(endpoint: string, segments: readonly string[], query: Readonly<Record<string, string | number | undefined>> = {}, trailingSlash = false): string {
  const [path = "", given = ""] = endpoint.split("?", 2);
  const parameters = new URLSearchParams(given);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  const base = segments.length === 0 ? path : path.replace(/\/+$/, "");
  const whole = base + segments.map((segment) => `/${encodeURIComponent(segment)}`).join("");
  const asked = parameters.size === 0 ? "" : `?${parameters.toString()}`;
  return `${trailingSlash && !whole.endsWith("/") ? `${whole}/` : whole}${asked}`;
}
