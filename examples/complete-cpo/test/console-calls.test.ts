import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const SOURCES = fileURLToPath(new URL("../web/src/", import.meta.url));
const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file)).map((file) => ({ file, source: readFileSync(join(SOURCES, file), "utf8") }));

describe("what the console asks of the API", () => {
  // Everything that sends a request takes an `Address`, which `at` makes of a route of the description: a renamed route is a type error. These are the ways around it.
  it.each([
    ["is sent by one function", /\bfetch\(|\bXMLHttpRequest\b|\bEventSource\b|\bsendBeacon\b/, ["api/request.ts"]],
    ["is addressed by one function", /\bas (unknown as )?Address\b/, ["api/address.ts"]],
    ["lies below one path, which only the request, the hint on a program's own request and the browser's way to another sign-in name", /\/api\/v1/, ["api/request.ts", "pages/sign-in.tsx", "parts/forecast-forms.tsx"]],
  ])("%s", (_, way, where) => {
    expect(files.filter(({ source }) => way.test(source)).map(({ file }) => file).sort()).toEqual(where);
  });
});

/** Routes that no page asks, and who does. */
const FOR_PROGRAMS: Readonly<Record<string, string>> = {
  "POST /locations/{id}/charging/readings": "meters and energy managers push what they measure",
  "POST /locations/{id}/charging/signals/openadr": "a virtual top node of OpenADR 3 notifies",
  "POST /locations/{id}/charging/signals/oscp/2.0/heartbeat": "a capacity provider speaks OSCP",
  "POST /locations/{id}/charging/signals/oscp/2.0/update_group_capacity_forecast": "a capacity provider speaks OSCP",
  "PUT /locations/{id}/charging/signals/section-14a": "the control box of the grid operator dims",
  "DELETE /locations/{id}/charging/signals/section-14a": "the control box of the grid operator dims no more",
  "GET /locations/{id}/charging/reporting": "set up with the program that passes on what grid and market say",
  "PUT /locations/{id}/charging/reporting": "set up with the program that passes on what grid and market say",
  "POST /public/payments/notifications": "the payment service notifies",
  "GET /public/ocpi/{version}/locations": "open data for whoever reads it",
  "PUT /tokens": "test suites and other systems set a token, whether or not it is there; the console adds and changes",
  "POST /tariffs/check": "programs check a tariff before they publish it; the editor has the findings with its preview",
  "GET /sessions/{id}/cost": "programs and displays ask for nothing but the cost; the page of a session has it with everything else",
  ...Object.fromEntries([
    "GET /commands/{id}", "GET /partner-jobs/{id}", "GET /report-runs/{id}", "GET /report-schedules/{id}", "GET /subscription-plans/{id}", "GET /tariff-proposals/{id}", "GET /tenants/{id}", "GET /tokens/{id}", "GET /users/{id}", "GET /vouchers/{id}",
  ].map((route) => [route, "programs look at one; the console has each whole in its list"])),
};

/** The routes that the pages name, by their types: one that is put together counts as all that it can be. */
function called(): ReadonlySet<string> {
  const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(join(SOURCES, "../tsconfig.json"), {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => { throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n")); } })!;
  const program = ts.createProgram(fileNames, options);
  const checker = program.getTypeChecker();
  const routes = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "at" && node.arguments[0] !== undefined) {
      const type = checker.getTypeAtLocation(node.arguments[0]);
      for (const each of type.isUnion() ? type.types : [type]) if (each.isStringLiteral()) routes.add(each.value);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of program.getSourceFiles()) if (file.fileName.startsWith(SOURCES)) visit(file);
  return routes;
}

describe("the routes of the API", () => {
  it("are reached by a page, each that is not for programs alone", () => {
    const routes = [...readFileSync(join(SOURCES, "../../client/api.ts"), "utf8").matchAll(/^ {2}"([A-Z]+ \/[^"]*)": /gm)].map(([, name = ""]) => name);
    const reached = called();
    expect(reached.size).toBeGreaterThan(250);
    const unreached = routes.filter((route) => !reached.has(route));
    expect(unreached.toSorted()).toEqual(Object.keys(FOR_PROGRAMS).sort());
  });
});
