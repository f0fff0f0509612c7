import type { Routes } from "../../../client/api.ts";
import { request } from "./request.ts";
import { useApi, type Resource } from "./use-api.ts";

/** The routes of the API with the types of what goes in and comes out, as the generated client has them. Only types: nothing of it is loaded. */
type Reads = Extract<keyof Routes, `GET ${string}`>;
type Input<Name extends keyof Routes> = Omit<Routes[Name], "answer" | "body" | "query"> & (Routes[Name] extends { readonly query: infer Query } ? { readonly query?: Query } : object);
type Given<Name extends keyof Routes> = object extends Input<Name> ? [input?: Input<Name>] : [input: Input<Name>];

/** The address of a route below the API. */
export function pathOf<Name extends keyof Routes>(route: Name, ...[input]: Given<Name>): string {
  const { path = {}, query = {} } = (input ?? {}) as { readonly path?: Readonly<Record<string, string>>; readonly query?: Readonly<Record<string, unknown>> };
  const address = route.slice(route.indexOf(" ") + 1).replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""));
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "").map(([name, value]): [string, string] => [name, String(value)]);
  return given.length === 0 ? address : `${address}?${new URLSearchParams(given)}`;
}

/** Reads one route, and again after every new live connection. */
export function useRoute<Name extends Reads>(route: Name, ...input: Given<Name>): Resource<Routes[Name]["answer"]> {
  return useApi<Routes[Name]["answer"]>(pathOf(route, ...input));
}

/** One request. @throws `RequestProblem` */
export function ask<Name extends Reads>(route: Name, ...input: Given<Name>): Promise<Routes[Name]["answer"]> {
  return request<Routes[Name]["answer"]>(pathOf(route, ...input));
}
