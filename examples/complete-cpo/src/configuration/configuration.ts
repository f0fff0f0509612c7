import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { parseEnv } from "node:util";
import { readRoleMap } from "../access/oidc.ts";
import { readSecretKey } from "../access/secret-box.ts";
import { tilesProblem } from "./map-tiles.ts";

/** One setting: its name in the environment and in the file, and what it must look like. */
interface Setting {
  readonly name: string;
  readonly about: string;
  readonly usual?: string;
  readonly secret?: boolean;
  /** The rule that a value breaks, as the end of a sentence. */
  readonly rule?: (value: string) => string | undefined;
  /** Settings that make sense only together with this one. */
  readonly with?: readonly string[];
}

const oneOf = (...values: readonly string[]) => (value: string): string | undefined => (values.includes(value) ? undefined : `must be one of ${values.join(", ")}`);
const address = (...protocols: readonly string[]) => (value: string): string | undefined =>
  URL.canParse(value) && protocols.includes(new URL(value).protocol) ? undefined : `must be an address that begins with ${protocols.map((each) => `${each}//`).join(" or ")}`;
const readable = (value: string): string | undefined => {
  try {
    readFileSync(value);
    return undefined;
  } catch {
    return "must be a file that can be read by the user of this process";
  }
};
const whole = (least: number) => (value: string): string | undefined => (/^\d{1,9}$/.test(value) && Number(value) >= least ? undefined : `must be a whole number from ${least}`);
const origins = (value: string): string | undefined => (list(value).every((each) => URL.canParse(each) && new URL(each).origin === each) ? undefined : "must be origins like https://app.example.org, with commas between");

/** Every setting. The command line has ports, host and data folder; everything else is here. */
export const SETTINGS: readonly Setting[] = [
  { name: "DATABASE_URL", about: "PostgreSQL instead of the SQLite file in the data folder", secret: true, rule: address("postgres:", "postgresql:") },
  { name: "CPOKIT_PUBLIC_URL", about: "the address under which people, stations and partners reach this CPO", rule: address("https:", "http:") },
  { name: "CPOKIT_LOG", about: "the lowest level that is logged", usual: "warn", rule: oneOf("debug", "info", "warn", "error", "none") },
  { name: "CPOKIT_RECOVERY", about: "on: helps stations that are stuck; off: only writes down what it would do", usual: "off", rule: oneOf("on", "off") },
  { name: "CPOKIT_SET_POINT_DAYS", about: "days for which every set-point of smart charging is kept", usual: "365", rule: whole(1) },
  { name: "CPOKIT_TLS_CERT", about: "file of the certificate chain (PEM) for page, API and stations", rule: readable, with: ["CPOKIT_TLS_KEY"] },
  { name: "CPOKIT_TLS_KEY", about: "file of its key (PEM)", rule: readable, with: ["CPOKIT_TLS_CERT"] },
  { name: "CPOKIT_STATION_CA", about: "file of the roots (PEM) whose client certificates stations may show (security profile 3)", rule: readable, with: ["CPOKIT_TLS_CERT"] },
  { name: "CPOKIT_TLS_TERMINATED", about: "on: a proxy in front ends TLS for stations", usual: "off", rule: oneOf("on", "off") },
  { name: "CPOKIT_PROXIES", about: "addresses of proxies in front, whose x-forwarded-for is believed", rule: (value) => (list(value).every((each) => isIP(each) !== 0) ? undefined : "must be addresses like 10.0.0.1, with commas between") },
  { name: "CPOKIT_METRICS", about: "key: /metrics asks for a key that may read the overview; open: it does not", usual: "key", rule: oneOf("key", "open") },
  { name: "CPOKIT_CORS_ORIGINS", about: "pages elsewhere that may use the API with a key", rule: origins },
  { name: "CPOKIT_RATE_LIMIT", about: "requests a minute of one account", usual: "6000", rule: whole(1) },
  { name: "CPOKIT_SECRETS_KEY", about: "key (openssl rand -base64 32) that encrypts the secrets of second factors; without it they can be read in the database and its backups", secret: true, rule: (value) => (list(value).every((key) => readSecretKey(key) !== undefined) ? undefined : "must be 32 bytes in base64, as openssl rand -base64 32 makes them; a new key goes before the old one with a comma between") },
  { name: "CPOKIT_OIDC_ISSUER", about: "the identity provider at which people may sign in", rule: address("https:", "http:"), with: ["CPOKIT_OIDC_CLIENT_ID", "CPOKIT_OIDC_CLIENT_SECRET", "CPOKIT_OIDC_ROLES"] },
  { name: "CPOKIT_OIDC_CLIENT_ID", about: "our name there", with: ["CPOKIT_OIDC_ISSUER"] },
  { name: "CPOKIT_OIDC_CLIENT_SECRET", about: "our password there", secret: true, with: ["CPOKIT_OIDC_ISSUER"] },
  { name: "CPOKIT_OIDC_ROLES", about: "which groups have which role, like ops=operator,finance=billing", rule: (value) => (readRoleMap(value) === undefined ? "must be pairs like ops=operator,finance=billing; the roles are viewer, operator, billing and admin" : undefined), with: ["CPOKIT_OIDC_ISSUER"] },
  { name: "CPOKIT_OIDC_ROLES_CLAIM", about: "the claim with the groups", usual: "groups" },
  { name: "CPOKIT_OIDC_LABEL", about: "what the button says", usual: "the company account" },
  { name: "CPOKIT_WEBHOOK_HOSTS", about: "hosts of private networks that webhooks may call" },
  { name: "CPOKIT_ALERT_WEBHOOK", about: "where alerts are posted", rule: address("https:", "http:"), with: ["CPOKIT_ALERT_SECRET"] },
  { name: "CPOKIT_ALERT_SECRET", about: "what signs them", secret: true, with: ["CPOKIT_ALERT_WEBHOOK"] },
  { name: "CPOKIT_SMTP", about: "the mail server, for alerts and for letters to drivers", secret: true, rule: address("smtp:", "smtps:"), with: ["CPOKIT_MAIL_FROM"] },
  { name: "CPOKIT_MAIL_FROM", about: "the sender of alerts and letters", with: ["CPOKIT_SMTP"] },
  { name: "CPOKIT_ALERT_MAIL", about: "who gets alerts, with commas between", with: ["CPOKIT_SMTP"] },
  { name: "CPOKIT_MAP_TILES", about: "the tiles of a map for drivers, as an address with {z}, {x} and {y}; without it pages load nothing from elsewhere and draw an overview", rule: tilesProblem, with: ["CPOKIT_MAP_ATTRIBUTION"] },
  { name: "CPOKIT_MAP_ATTRIBUTION", about: "whom the map is owed to, as it stands on it; an address at the end becomes its link", with: ["CPOKIT_MAP_TILES"] },
  { name: "CPOKIT_PARTY", about: "country and party id among operators", usual: "NL-CPO", rule: (value) => (/^[A-Z]{2}-[A-Z0-9]{3}$/.test(value) ? undefined : "must be a country code and a party id, like NL-CPO") },
  { name: "CPOKIT_PARTY_NAME", about: "the name that partners show", usual: "cpokit complete CPO" },
  { name: "CPOKIT_ROAMING_ROLES", about: "what we are to partners", usual: "CPO,EMSP", rule: (value) => (list(value).every((role) => role === "CPO" || role === "EMSP") ? undefined : "must be CPO, EMSP or both with a comma between") },
];

/** Those that belong to tests and tools. */
const ELSEWHERE = new Set(["CPOKIT_BROWSER", "CPOKIT_SCREENSHOTS", "CPOKIT_KILLS", "CPOKIT_SEED", "CPOKIT_CONFIG", "CPOKIT_POSTGRES_URL"]);

/** What is known of one setting. */
export interface SettingState {
  readonly name: string;
  readonly about: string;
  /** As it may be shown. */
  readonly shown: string;
  readonly source: "environment" | "file" | "default" | "not set";
  readonly problem?: string;
}

export interface Configuration {
  /** By name; what is not set and has no default is absent. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly states: readonly SettingState[];
}

/** Reads the settings: the environment before the file (`NAME=value` a line), the file before the default. Nothing is thrown: every problem is told at its setting. */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>, file?: string): Configuration {
  const { text, problem } = fileText(file);
  const written = parseEnv(text);
  const given = (name: string): string | undefined => nonEmpty(environment[name]) ?? nonEmpty(written[name]);
  const states = SETTINGS.map((setting): SettingState => {
    const { name, about, usual, secret = false, rule } = setting;
    const value = given(name);
    const source = nonEmpty(environment[name]) !== undefined ? "environment" : value !== undefined ? "file" : usual === undefined ? "not set" : "default";
    const missing = value === undefined ? undefined : setting.with?.find((other) => given(other) === undefined);
    const broken = value === undefined ? undefined : rule?.(value);
    const trouble = broken !== undefined ? `It ${broken}.` : missing === undefined ? undefined : `It needs ${missing} too; set both or none.`;
    return { name, about, source, shown: value === undefined ? usual ?? "" : secret ? "…" : value, ...(trouble === undefined ? {} : { problem: trouble }) };
  });
  const known = new Set([...SETTINGS.map(({ name }) => name), ...ELSEWHERE]);
  const strangers = [...new Set([...Object.keys(environment).filter((name) => name.startsWith("CPOKIT_")), ...Object.keys(written)])].filter((name) => !known.has(name));
  return {
    values: Object.fromEntries(SETTINGS.map(({ name, usual }) => [name, given(name) ?? usual])),
    states: [
      ...(problem === undefined ? [] : [{ name: "--config", about: "the file of settings", shown: file ?? "", source: "not set" as const, problem }]),
      ...states,
      ...strangers.map((name): SettingState => ({ name, about: "", shown: "", source: name in written ? "file" : "environment", problem: `There is no such setting. Did you mean ${nearest(name)}?` })),
    ],
  };
}

/** The parts of a list with commas. */
export function list(value: string | undefined): readonly string[] {
  return (value ?? "").split(",").map((part) => part.trim()).filter((part) => part !== "");
}

function fileText(file: string | undefined): { readonly text: string; readonly problem?: string } {
  if (file === undefined) return { text: "" };
  try {
    return { text: readFileSync(file, "utf8") };
  } catch {
    return { text: "", problem: "The file cannot be read; give the path of a file with lines NAME=value." };
  }
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value.trim();
}

/** The name with the most parts in common. */
function nearest(name: string): string {
  const parts = new Set(name.split("_"));
  const score = (other: string): number => other.split("_").filter((part) => parts.has(part)).length - Math.abs(other.length - name.length) / 100;
  return SETTINGS.map((setting) => setting.name).reduce((best, each) => (score(each) > score(best) ? each : best));
}
