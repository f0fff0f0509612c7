import { ERASED } from "@cpokit/model";
import type { Digest } from "./seal.ts";

/**
 * What of a sealed record is personal: what the driver's token says. The seal covers a salted digest of each instead of the
 * value, so that a value can be erased for good while the seal, the money and the chain of credits still hold (I11).
 */
export interface PersonalSeal {
  /** Gone once the values are erased: without it nobody can find out by trial what they were. */
  readonly salt?: string;
  /** Digest of each personal field, by its path. */
  readonly digests: Readonly<Record<string, string>>;
}

/** The token in our own words, and in those of OCPI 2.2 and later and of 2.1.1. */
const PATHS: readonly (readonly [string, ...string[]])[] = [["token"], ["cdr", "cdr_token", "uid"], ["cdr", "cdr_token", "contract_id"], ["cdr", "auth_id"]];

interface Sealable {
  readonly personal?: PersonalSeal;
}

/** Notes the digest of each personal field of a record that is about to be sealed. */
export function sealPersonal(record: object, salt: string, digest: Digest): PersonalSeal {
  const digests: Record<string, string> = {};
  for (const path of PATHS) {
    const value = valueAt(record, path);
    if (typeof value === "string") digests[path.join(".")] = fieldDigest(salt, path, value, digest);
  }
  return { salt, digests };
}

/** The record as its seal sees it: digests in the place of personal values, and no salt. */
export function withDigests<Body extends Sealable>(record: Body): Body {
  if (record.personal === undefined) return record;
  const { digests } = record.personal;
  return { ...replaced(record, (path) => digests[path.join(".")]), personal: { digests } };
}

/** The record without its personal values, and without what could prove a guess of them. */
export function withoutPersonal<Body extends Sealable>(record: Body): Body {
  if (record.personal?.salt === undefined) return record;
  const { digests } = record.personal;
  return { ...replaced(record, (path) => (path.join(".") in digests ? ERASED : undefined)), personal: { digests } };
}

/** True while each personal value is the one that was sealed, or all are erased. */
export function isPersonalIntact(record: Sealable, digest: Digest): boolean {
  if (record.personal === undefined) return true;
  const { salt, digests } = record.personal;
  return PATHS.every((path) => {
    const value = valueAt(record, path);
    const sealed = digests[path.join(".")];
    if (sealed === undefined) return value === undefined;
    return salt === undefined ? value === ERASED : typeof value === "string" && fieldDigest(salt, path, value, digest) === sealed;
  });
}

function fieldDigest(salt: string, path: readonly string[], value: string, digest: Digest): string {
  return digest(JSON.stringify([salt, path.join("."), value]));
}

function valueAt(part: unknown, path: readonly string[]): unknown {
  let value = part;
  for (const name of path) value = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  return value;
}

function replaced<Body extends object>(record: Body, by: (path: readonly string[]) => string | undefined): Body {
  let result: object = record;
  for (const path of PATHS) {
    const value = by(path);
    if (value !== undefined) result = withValue(result, path, value);
  }
  return result as Body;
}

function withValue(part: object, [name, ...rest]: readonly [string, ...string[]], value: string): object {
  const [next, ...more] = rest;
  if (next === undefined) return { ...part, [name]: value };
  const inner = (part as Readonly<Record<string, unknown>>)[name];
  return { ...part, [name]: withValue(typeof inner === "object" && inner !== null ? inner : {}, [next, ...more], value) };
}
