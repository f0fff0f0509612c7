import type { Routes } from "../../../client/api.ts";

declare const carries: unique symbol;

/** A request to the API that is not yet sent: its method and its address, with the types of what it sends and what it answers. Made by `at` alone. */
export type Address<Answer = unknown, Body = unknown> = string & { readonly [carries]: { readonly answer: Answer; readonly body: Body } };

/** Every route of the API, by method and path, as its description names them. */
export type RouteName = keyof Routes;
export type AnswerOf<Name extends RouteName> = Routes[Name]["answer"];
export type BodyOf<Name extends RouteName> = Routes[Name] extends { readonly body: infer Body } ? Unchanged<Body> : undefined;
export type QueryOf<Name extends RouteName> = Routes[Name] extends { readonly query: infer Query } ? { readonly [Field in keyof Query]: Query[Field] | Unset } : never;

/** What is sent is not changed. */
type Unchanged<Value> = Value extends object ? { readonly [Field in keyof Value]: Unchanged<Value[Field]> } : Value;
/** A filter that nobody has chosen. */
type Unset = "" | null | undefined;
type Given<Name extends RouteName> = Pick<Routes[Name], Extract<keyof Routes[Name], "path">> & (Routes[Name] extends { readonly query: infer Query } ? (object extends Query ? { readonly query?: QueryOf<Name> } : { readonly query: QueryOf<Name> }) : object);
type Input<Name extends RouteName> = object extends Given<Name> ? [input?: Given<Name>] : [input: Given<Name>];

/**
 * A request to a route of the API; only types, the generated client is not loaded.
 *
 * @example
 * at("GET /stations/{id}/events", { path: { id }, query: { limit: "40" } })
 */
export function at<Name extends RouteName>(route: Name, ...[input]: Input<Name>): Address<AnswerOf<Name>, BodyOf<Name>> {
  const { path = {}, query = {} } = (input ?? {}) as { readonly path?: Readonly<Record<string, string | number>>; readonly query?: Readonly<Record<string, string | null | undefined>> };
  const address = route.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""));
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] => (value === undefined || value === null || value === "" ? [] : [[name, value]]));
  return withQuery(address, given) as Address<AnswerOf<Name>, BodyOf<Name>>;
}

/** The same list, from behind this place. */
export function behind<Answer, Body>(address: Address<Answer, Body>, after: string): Address<Answer, Body> {
  return withQuery(address, [["after", after]]) as Address<Answer, Body>;
}

/** The method of a request, and its path below the API. */
export function partsOf(address: Address): { readonly method: string; readonly path: string } {
  const end = address.indexOf(" ");
  return { method: address.slice(0, end), path: address.slice(end + 1) };
}

function withQuery(address: string, query: [string, string][]): string {
  return query.length === 0 ? address : `${address}${address.includes("?") ? "&" : "?"}${new URLSearchParams(query)}`;
}
