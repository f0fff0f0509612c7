import { createStore } from "@cpokit/storage";
import { createPostgresDriver } from "@cpokit/storage-postgres";
import { systemClock } from "@cpokit/kernel/system";
import { X509Certificate, createPrivateKey } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, resolve } from "node:path";
import type { Settings } from "../arguments.ts";
import { installations, THIS } from "../collections.ts";
import { secretsFinding } from "./check-secrets.ts";
import type { Configuration, SettingState } from "./configuration.ts";

/** What was looked at, and what is wrong with it. */
export interface Finding {
  readonly what: string;
  readonly problem?: string;
}

const MONTH = 30 * 86_400_000;

/** Tries what the settings name: ports, folder, database, stored secrets, certificates. Nothing is changed. */
export async function checkSurroundings({ port, ocppPort, host, dataFolder }: Settings, { values }: Configuration): Promise<readonly Finding[]> {
  const database = values["DATABASE_URL"];
  const reached = database === undefined ? undefined : await databaseFinding(database);
  const secrets = reached?.problem === undefined ? await secretsFinding({ dataFolder, databaseUrl: database }, values["CPOKIT_SECRETS_KEY"]) : undefined;
  return [
    await portFinding("--port", port, host), await portFinding("--ocpp-port", ocppPort, host), folderFinding(dataFolder),
    ...(reached === undefined ? [] : [reached]), ...(secrets === undefined ? [] : [secrets]),
    ...certificateFindings(values["CPOKIT_TLS_CERT"], values["CPOKIT_TLS_KEY"]),
    ...exposureFindings(values),
  ];
}

/** The whole check as text for a terminal, and whether the CPO may start. */
export function checkReport(states: readonly SettingState[], findings: readonly Finding[]): { readonly text: string; readonly isGood: boolean } {
  const width = Math.max(...states.map(({ name }) => name.length));
  const lines = states.map(({ name, shown, source, about, problem }) => `${problem === undefined ? "  " : "! "}${name.padEnd(width)}  ${(shown === "" ? "–" : shown).padEnd(24)}  ${source.padEnd(11)}  ${problem ?? about}`);
  const tried = findings.map(({ what, problem }) => (problem === undefined ? `  ${what}: good` : `! ${what}: ${problem}`));
  const problems = [...states, ...findings].filter(({ problem }) => problem !== undefined).length;
  const end = problems === 0 ? "Everything is in order." : `${problems} problem${problems === 1 ? "" : "s"}, marked with "!".`;
  return { text: `${[...lines, "", ...tried, "", end].join("\n")}\n`, isGood: problems === 0 };
}

function portFinding(option: string, port: number, host: string | undefined): Promise<Finding> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => done({ what: `${option} ${port}`, problem: error.code === "EACCES" ? "it may not be opened by this user; take one above 1023, or let a proxy listen." : `it cannot be opened (${error.code}); stop what uses it, or give another one with ${option}.` }));
    server.listen(port, host, () => server.close(() => done({ what: `${option} ${port}` })));
  });
}

function folderFinding(dataFolder: string): Finding {
  const folder = resolve(dataFolder);
  // What is not there yet is made in the nearest folder that is.
  let nearest = folder;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
    return { what: `--data ${folder}` };
  } catch {
    return { what: `--data ${folder}`, problem: "it cannot be written; give another one with --data, or change its permissions." };
  }
}

async function databaseFinding(connectionString: string): Promise<Finding> {
  const store = createStore(createPostgresDriver({ connectionString, connections: 1 }), { clock: systemClock });
  try {
    await store.get(installations, THIS);
    return { what: "DATABASE_URL" };
  } catch (error) {
    return { what: "DATABASE_URL", problem: `the database does not answer (${error instanceof Error ? error.message : String(error)}); check address, user, password and that it runs.` };
  } finally {
    await store.close();
  }
}

function certificateFindings(cert: string | undefined, key: string | undefined): readonly Finding[] {
  if (cert === undefined || key === undefined) return [];
  try {
    const certificate = new X509Certificate(readFileSync(cert));
    const what = `CPOKIT_TLS_CERT of ${certificate.subject.replaceAll("\n", ", ")}, until ${certificate.validTo}`;
    if (!certificate.checkPrivateKey(createPrivateKey(readFileSync(key)))) return [{ what, problem: "CPOKIT_TLS_KEY is not its key; give the key that the certificate was made for." }];
    const left = Date.parse(certificate.validTo) - systemClock.now();
    if (left < 0) return [{ what, problem: "it is over; renew it." }];
    return left < MONTH ? [{ what, problem: "it is over in less than thirty days; renew it." }] : [{ what }];
  } catch (error) {
    return [{ what: "CPOKIT_TLS_CERT", problem: `it cannot be used (${error instanceof Error ? error.message : String(error)}); it must be a certificate in PEM, and CPOKIT_TLS_KEY its key.` }];
  }
}

function exposureFindings({ CPOKIT_PUBLIC_URL: url, CPOKIT_TLS_CERT: cert, CPOKIT_MAP_TILES: tiles }: Configuration["values"]): readonly Finding[] {
  if (tiles?.startsWith("http:") === true && (cert !== undefined || url?.startsWith("https:") === true)) return [{ what: "CPOKIT_MAP_TILES", problem: "it begins with http:, and browsers load no such pictures into a page that came by https:; give tiles by https:." }];
  if (cert !== undefined && url?.startsWith("http:") === true) return [{ what: "CPOKIT_PUBLIC_URL", problem: "it begins with http: although there is a certificate; let it begin with https:." }];
  return [];
}
