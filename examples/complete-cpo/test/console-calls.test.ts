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

const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(join(SOURCES, "../tsconfig.json"), {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => { throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n")); } })!;
const program = ts.createProgram(fileNames, options);
const checker = program.getTypeChecker();
const sources = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(SOURCES));

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

function isCallOf(node: ts.Node | undefined, name: string): node is ts.CallExpression {
  return node !== undefined && ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name;
}

/** The routes that the pages name, by their types: one that is put together counts as all that it can be. */
function called(): ReadonlySet<string> {
  const routes = new Set<string>();
  for (const file of sources) visit(file, (node) => {
    if (!isCallOf(node, "at") || node.arguments[0] === undefined) return;
    const type = checker.getTypeAtLocation(node.arguments[0]);
    for (const each of type.isUnion() ? type.types : [type]) if (each.isStringLiteral()) routes.add(each.value);
  });
  return routes;
}

/** Lists of which a page shows the beginning alone, and why. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  "api/use-live-list.ts resource": "handed to the pages, which show it by Loaded",
  "api/use-partner-jobs.ts list": "handed to the part with the jobs, which shows it by Loaded",
  "drive/drive-map.tsx places": "a map has as many pins as one can tell apart, and says to come closer",
  "pages/location.tsx sites": "the site of one location",
  "parts/access-places.tsx policies": "the rules of one place",
  "parts/reservation-list.tsx stations": "whoever looks for a station types what it is called",
  "parts/session-set-points.tsx first": "whether there is one at all",
};

/** Lists that are read by `useApi`, and shown by something else than `Loaded`, which reads on behind what it shows. */
function cutOff(): readonly string[] {
  const found: string[] = [];
  for (const file of sources) {
    const loaded = new Set<string>();
    visit(file, (node) => {
      if (!ts.isJsxOpeningLikeElement(node) || node.tagName.getText() !== "Loaded") return;
      for (const attribute of node.attributes.properties) {
        if (ts.isJsxAttribute(attribute) && attribute.name.getText() === "resource" && attribute.initializer !== undefined) loaded.add(attribute.initializer.getText().slice(1, -1));
      }
    });
    visit(file, (node) => {
      if (!ts.isVariableDeclaration(node) || !isCallOf(node.initializer, "useApi")) return;
      const value = checker.getNonNullableType(checker.getTypeOfSymbol(checker.getTypeAtLocation(node.initializer).getProperty("value")!));
      if (value.getProperty("items") === undefined || value.getProperty("next") === undefined) return;
      const name = node.name.getText();
      if (!loaded.has(name)) found.push(`${file.fileName.slice(SOURCES.length)} ${name}`);
    });
  }
  return found;
}

describe("the lists of the console", () => {
  it("are read on behind what is shown of them", () => {
    expect([...new Set(cutOff())].toSorted()).toEqual(Object.keys(BEGINNINGS).sort());
  });
});

describe("the routes of the API", () => {
  it("are reached by a page, each that is not for programs alone", () => {
    const routes = [...readFileSync(join(SOURCES, "../../client/api.ts"), "utf8").matchAll(/^ {2}"([A-Z]+ \/[^"]*)": /gm)].map(([, name = ""]) => name);
    const reached = called();
    expect(reached.size).toBeGreaterThan(250);
    const unreached = routes.filter((route) => !reached.has(route));
    expect(unreached.toSorted()).toEqual(Object.keys(FOR_PROGRAMS).sort());
  });
});
