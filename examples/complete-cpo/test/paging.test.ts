import { hours, instant } from "@cpokit/kernel";
import { afterAll, beforeAll, expect, it } from "vitest";
import { enterNetwork } from "../src/demo/enter-network.ts";
import { chargeOnce, createTestCpo, flatTariff, furnish, type TestCpo } from "./support.ts";

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }>>;
}

interface List {
  readonly path: string;
  readonly query: readonly string[];
  readonly fields: readonly string[];
}

interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next?: string;
}

/** What a list is asked for besides its page where it does not answer without. */
const ASKED: Readonly<Record<string, string>> = { "/authorization-decisions": "&stationId=CS-1" };
/** Lists of the one driver who is signed in; test/driver-accounts.test.ts reads them. */
const OF_DRIVERS = /^\/public\/account\//;

let house: TestCpo;
let lists: readonly List[];
beforeAll(async () => {
  house = await createTestCpo();
  await furnish(house);
  for (const ago of [9, 6, 3]) {
    const session = await chargeOnce(house, "04A2B3C4", instant(house.cpo.clock.now() - hours(ago)));
    // The meter of all but the first begins below where the last ended.
    await house.send("POST", `/sessions/${session}/clear`, { reason: "A test" });
  }
  await house.cpo.store.outbox.idle();
  await enterNetwork(house.cpo);
  for (const name of ["one", "two", "three"]) {
    await house.send("POST", "/tariffs", { tariffId: `T-${name}`, name, ocpiVersion: "2.2.1", tariff: flatTariff });
    await house.send("POST", "/api-keys", { name, permissions: ["overview:read"] });
    await house.send("POST", "/users", { name: `${name}@example.org`, roles: ["viewer"] });
    await house.send("POST", "/drivers", { name, kind: "person", invoiced: false });
    await house.send("PUT", "/token-groups", { id: name, name });
    await house.send("POST", "/webhooks", { url: `https://hooks.example.org/${name}`, topics: ["session.started"] });
    await house.send("POST", "/maintenance-windows", { scope: { locationId: "SITE" }, from: "2099-01-01T00:00:00Z", to: "2099-01-02T00:00:00Z", text: name });
    await house.send("POST", "/availability-exclusions", { scope: { stationId: "CS-1" }, from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", reason: "vandalism", evidence: [name] });
    await house.send("POST", "/registration-tokens", { hours: 1, uses: 1 });
    await house.send("POST", "/partners/invitations", { name });
    await house.send("PUT", `/configuration-templates/${name}`, { match: {}, values: [{ setting: "HeartbeatInterval", value: "300" }], mode: "report" });
    await house.send("POST", "/stations/CS-1/commands", { command: "unlock", evse: 1, connector: 1 });
  }
  const { components, paths } = (await (await house.fetch("/openapi.json")).json()) as { readonly components: { readonly schemas: Readonly<Record<string, Schema>> }; readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
  const fieldsOf = ({ $ref, allOf = [], properties = {} }: Schema): string[] => [...Object.keys(properties), ...allOf.flatMap(fieldsOf), ...($ref === undefined ? [] : fieldsOf(components.schemas[$ref.split("/").at(-1) ?? ""] ?? {}))];
  lists = Object.entries(paths).flatMap(([path, { get }]): List[] => {
    const fields = fieldsOf(get?.responses["200"]?.content?.["application/json"]?.schema ?? {});
    if (!fields.includes("items")) return [];
    return [{ path: path.replace("/api/v1", ""), query: (get?.parameters ?? []).filter((each) => each.in === "query").map(({ name }) => name), fields }];
  });
});
afterAll(() => house.close());

it("every list says that it pages", () => {
  expect(lists.filter(({ query, fields }) => !query.includes("limit") || !query.includes("after") || !fields.includes("next")).map(({ path }) => path)).toEqual([]);
  expect(lists.length).toBeGreaterThan(60);
});

it("every list keeps to its limit, goes on where it stopped, and refuses limits that are none", async () => {
  const seen: string[] = [];
  const wrong: string[] = [];
  for (const { path: pattern } of lists.filter(({ path }) => !OF_DRIVERS.test(path))) {
    const path = await addressOf(pattern);
    if (path === undefined) continue;
    const all = await page(path, "limit=200");
    for (const limit of ["0", "201", "many"]) if ((await ask(path, `limit=${limit}`)).status !== 400) wrong.push(`${pattern} takes the limit ${limit}`);
    const found: unknown[] = [];
    let after: string | undefined;
    for (let pages = 0; pages < 60 && found.length < 3; pages += 1) {
      const { items, next } = await page(path, `limit=1${after === undefined ? "" : `&after=${encodeURIComponent(after)}`}`);
      if (items.length > 1) wrong.push(`${pattern} gives ${items.length} for a limit of 1`);
      found.push(...items);
      after = next;
      if (after === undefined) break;
    }
    if (JSON.stringify(found) !== JSON.stringify(all.items.slice(0, found.length)) || (after === undefined && found.length !== all.items.length)) wrong.push(`${pattern} does not go on where it stopped`);
    if (all.items.length > 1) seen.push(pattern);
  }
  expect(wrong).toEqual([]);
  // What has enough in it to show that it pages.
  for (const path of ["/sessions", "/sessions/{id}/journal", "/cdrs", "/tariffs", "/stations", "/locations", "/tokens", "/users", "/api-keys", "/maintenance-windows", "/availability-exclusions", "/audit", "/partners", "/drivers", "/webhooks"]) expect(seen).toContain(path);
  expect(seen.length).toBeGreaterThan(20);
});

/** The address of a list; those below something take the first of its kind, and there is none where nothing of that kind is. */
async function addressOf(pattern: string): Promise<string | undefined> {
  const [parent, rest] = pattern.split("/{id}");
  if (rest === undefined) return pattern;
  const { items } = await page(rest.startsWith("/charging") ? "/charging" : parent ?? "", "limit=1");
  const id = parent === "/stations" ? "CS-1" : items[0]?.["id"] ?? items[0]?.["locationId"];
  return typeof id === "string" ? `${parent}/${encodeURIComponent(id)}${rest.replace("{module}", "tokens")}` : undefined;
}

function ask(path: string, query: string): Promise<Response> {
  return house.fetch(`/api/v1${path}?${query}${ASKED[path] ?? ""}`);
}

async function page(path: string, query: string): Promise<Page> {
  const response = await ask(path, query);
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Page;
}
