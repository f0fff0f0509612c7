import { createUlids } from "@cpokit/kernel";
import { beforeAll, describe, expect, it } from "vitest";
import { createExchange } from "../client/create-exchange.ts";
import { connectMocks, createMockCpo, createMockEmsp, createMockNetwork, type MockNetwork, type MockPlatform } from "../testing/index.ts";
import { runCli } from "../node/run-cli.ts";
import { runConformance, type ConformanceOptions, type ConformanceProgress } from "./run-conformance.ts";
import { writeReport, type ConformanceReport } from "./report.ts";

const VERSIONS = ["2.1.1", "2.2.1", "2.3.0"] as const;

let network: MockNetwork;
let cpo: MockPlatform;
let emsp: MockPlatform;
/** What the eMSP presents to the CPO, and the other way round. */
let [toCpo, toEmsp] = ["", ""];

beforeAll(async () => {
  network = createMockNetwork();
  const handler = { limits: { requestsPerSecond: 1e6, requestsAtOnce: 1e6 } };
  [cpo, emsp] = [await createMockCpo({ network, handler }), await createMockEmsp({ network, handler })];
  await connectMocks(emsp, cpo, { guest: "emsp", inviter: "cpo" });
  await emsp.publish("Token", { ...(await emsp.published("Token"))[0]!, uid: "TOKEN2" }, { ...(await emsp.published("Token"))[0]!, uid: "TOKEN3" });
  toCpo = (await emsp.peers.get("cpo"))!.outbound!.token;
  toEmsp = (await cpo.peers.get("emsp"))!.outbound!.token;
});

const run = (options: Partial<ConformanceOptions> & Pick<ConformanceOptions, "versionsUrl" | "token">): Promise<ConformanceReport> =>
  runConformance({ exchange: network.exchange, clock: cpo.clock, ids: createUlids({ clock: cpo.clock, random: Math.random }), ...options });
const failures = ({ checks }: ConformanceReport): readonly string[] => checks.filter(({ verdict }) => verdict === "fail" || verdict === "warn").map(({ version, module, rule, detail }) => `${version} ${module}: ${rule}: ${detail}`);

describe.each(VERSIONS)("our own endpoints in %s", (version) => {
  it("of a CPO conform, read and written", async () => {
    const report = await run({ versionsUrl: cpo.versionsUrl, token: toCpo, versions: [version], writeAs: { countryCode: "NL", partyId: "MSP" } });
    expect(failures(report)).toEqual([]);
    expect(report.counts.pass).toBeGreaterThan(40);
    expect(new Set(report.checks.map(({ module }) => module))).toEqual(new Set(["versions", "details", "credentials", "locations (SENDER)", "sessions (SENDER)", "cdrs (SENDER)", "tariffs (SENDER)", "tokens (RECEIVER)", "commands (RECEIVER)", ...(version === "2.1.1" ? ["tokens (SENDER)", "locations (RECEIVER)", "tariffs (RECEIVER)", "sessions (RECEIVER)", "cdrs (RECEIVER)"] : [])]));
  });

  it("of an eMSP conform, read and written", async () => {
    const report = await run({ versionsUrl: emsp.versionsUrl, token: toEmsp, versions: [version], writeAs: { countryCode: "DE", partyId: "ABC" } });
    expect(failures(report)).toEqual([]);
    expect(report.counts.pass).toBeGreaterThan(80);
  });
});

it("tells how far it is, and stops when asked", async () => {
  const heard: ConformanceProgress[] = [];
  await run({ versionsUrl: cpo.versionsUrl, token: toCpo, versions: ["2.2.1"], onProgress: (progress) => void heard.push(progress) });
  expect(heard.map(({ module }) => module)).toEqual(["versions", "details", "credentials", "locations (SENDER)", "sessions (SENDER)", "cdrs (SENDER)", "tariffs (SENDER)"]);
  expect(heard.at(-1)).toMatchObject({ done: heard.length - 1, total: heard.length });
  const signal = { aborted: false };
  const stopped = run({ versionsUrl: cpo.versionsUrl, token: toCpo, versions: ["2.2.1"], signal, onProgress: ({ module }) => void (signal.aborted = module === "credentials") });
  await expect(stopped).rejects.toMatchObject({ code: "ocpi.conformance-stopped", values: { module: "locations (SENDER)" } });
});

it("a resync tells how far it is, and stops when asked", async () => {
  const heard: string[] = [];
  const signal = { aborted: false };
  const all = await cpo.push.resync("emsp", { onProgress: ({ done, total, module, objects }) => void heard.push(`${done}/${total} ${module} ${objects}`) });
  expect([heard[0], heard.length >= 5, all > 0]).toEqual(["0/5 tariffs 0", true, true]);
  expect(await cpo.push.resync("emsp", { signal, onProgress: ({ module }) => void (signal.aborted = module === "tariffs") })).toBeLessThan(all);
});

/** What a partner with this defect is told; answers are damaged after they were made. */
it.each<readonly [string, (request: Request, answer: { status: number; headers: Headers; body: Record<string, unknown> }) => void, RegExp]>([
  ["says 200 without a token", (request, answer) => void (request.headers.get("authorization")?.trim() === "Token" && Object.assign(answer, { status: 200 })), /GET with no token is answered 401/],
  ["has an endpoint in a private network", ({ url }, { body }) => void (url.endsWith("/2.2.1") && ((body["data"] as { endpoints: { url: string }[] }).endpoints[1]!.url = "http://10.0.0.1/x")), /can be called: .*private|can be called: .*not https/],
  ["leaves required members out", ({ url }, { body }) => void (url.includes("/locations?limit=2") && delete (body["data"] as Record<string, unknown>[])[0]!["coordinates"]), /each Location can be read: \/0\/coordinates: Location.coordinates is required/],
  ["writes numbers as strings", ({ url }, { body }) => void (url.includes("/tariffs?limit=2") && Object.assign((body["data"] as { elements: { price_components: object[] }[] }[])[0]!.elements[0]!.price_components[0]!, { price: "0.25" })), /follows the version to the letter: \/0\/elements\/0\/price_components\/0\/price/],
  ["counts the page, not the list", ({ url }, { headers }) => void (url.includes("/tokens?limit=2") && (headers.delete("link"), headers.set("x-total-count", "3"))), /a page with more behind it has a Link/],
  ["has a Link to another host", ({ url }, { headers }) => void (url.includes("/tokens?limit=2") && headers.set("link", headers.get("link")?.replace(/https:\/\/[^/]+/, "https://inner.net") ?? "")), /Link stays on the origin that was asked: https:\/\/inner.net/],
  ["answers unknown tokens with success", ({ url }, answer) => void (url.endsWith("/authorize") && Object.assign(answer, { status: 200, body: { status_code: 1000, timestamp: "2026-01-01T00:00:00Z" } })), /an unknown token is answered 404 or 2004/],
  ["forgets the Location of a CDR", ({ method }, { headers }) => void (method === "POST" && headers.delete("location")), /the answer tells where the CDR is/],
])("a partner that %s is told", async (_, damage, expected) => {
  const exchange = createExchange({
    async fetch(url, init) {
      const request = new Request(url, init);
      const response = await network.fetch(url, init);
      const answer = { status: response.status, headers: new Headers(response.headers), body: (await response.json()) as Record<string, unknown> };
      damage(request, answer);
      return new Response(JSON.stringify(answer.body), { status: answer.status, headers: answer.headers });
    },
  });
  const [one, two] = [await run({ exchange, versionsUrl: cpo.versionsUrl, token: toCpo, versions: ["2.2.1"] }), await run({ exchange, versionsUrl: emsp.versionsUrl, token: toEmsp, versions: ["2.2.1"], writeAs: { countryCode: "DE", partyId: "ABC" } })];
  expect([...failures(one), ...failures(two)].join("\n")).toMatch(expected);
});

it("a partner that is not there is told of, too", async () => {
  const report = await run({ versionsUrl: "https://nobody.com/versions", token: "x" });
  expect(report.counts).toEqual({ pass: 0, warn: 0, fail: 1, skip: 0 });
  expect(writeReport(report)).toMatch(/FAIL {2}GET with a token is answered 200 and 1000\n.*nobody listens/);
});

describe("the command ocpi test", () => {
  const command = async (...given: string[]) => {
    const [out, error]: [string[], string[]] = [[], []];
    const code = await runCli(given, {}, { out: (text) => void out.push(text), error: (text) => void error.push(text), fetch: network.fetch });
    return { code, out: out.join(""), error: error.join("") };
  };

  it("prints a report and succeeds when nothing fails", async () => {
    const { code, out } = await command("test", cpo.versionsUrl, "--token", toCpo, "--version", "2.3.0");
    expect(out).toMatch(/^OCPI conformance of https:\/\/cpo.test.com\/ocpi\/versions\n\nversions\n {2}ok/);
    expect(out).toMatch(/0 failed, 4 could not be tried\n$/);
    expect(code).toBe(0);
    const json = await command("test", cpo.versionsUrl, "--token", toCpo, "--version", "2.3.0", "--json");
    expect(JSON.parse(json.out)).toMatchObject({ counts: { fail: 0 } });
  });

  it("fails with 1 when something fails, and with 2 when it is called wrongly", async () => {
    expect((await command("test", cpo.versionsUrl, "--token", "wrong")).code).toBe(1);
    expect((await command("test", "https://127.0.0.1/versions", "--token", "x")).out).toMatch(/private network/);
    for (const [given, sentence] of [[["test"], /One versions URL/], [["try", "x"], /no command "try"/], [["test", "x"], /--token is expected/], [["test", "x", "--token", "t", "--version", "3"], /not 3/], [["test", "x", "--token", "t", "--write-as", "DEABCD"], /DE-ABC/], [["test", "--nope"], /nope/]] as const) {
      const { code, error } = await command(...given);
      expect([code, error]).toEqual([2, expect.stringMatching(sentence)]);
    }
    expect(await command("--help")).toMatchObject({ code: 0, out: expect.stringMatching(/--write-as/) as string });
  });
});
