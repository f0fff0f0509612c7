import { CpoError, type Logger } from "@cpokit/kernel";
import { readFileSync, statSync } from "node:fs";
import { createSecureContext } from "node:tls";

/** Files of certificate and key, and of the roots of stations' certificates. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly stationCa?: string;
  /** How often they are looked at, in ms; every ten seconds when absent. */
  readonly lookEvery?: number;
}

export interface TlsContent {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** For stations: they may show a certificate, and `authenticate` decides what it is worth. */
  readonly station: { readonly ca?: Buffer; readonly requestCert?: true; readonly rejectUnauthorized?: false };
}

/** How often the files are looked at, in ms. */
const LOOK = 10_000;

/** @throws `complete-cpo.tls` when the files cannot be used. */
export function readTls({ cert, key, stationCa }: TlsFiles): TlsContent {
  try {
    const content = { cert: readFileSync(cert), key: readFileSync(key) };
    const ca = stationCa === undefined ? undefined : readFileSync(stationCa);
    createSecureContext({ ...content, ...(ca === undefined ? {} : { ca }) });
    return { ...content, station: ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: false } };
  } catch (cause) {
    throw new CpoError("complete-cpo.tls", "The certificate and its key cannot be used; \"npm start -- check\" says what is wrong.", { cert, key }, cause);
  }
}

/** Reads the files anew when one of them changes; what cannot be used is logged, and the old one stays. Returns how to stop. */
export function watchTls(files: TlsFiles, changed: (content: TlsContent) => void, logger: Logger): () => void {
  const paths = [files.cert, files.key, ...(files.stationCa === undefined ? [] : [files.stationCa])];
  // The first look is now: what changes from here on is seen.
  let known = stateOf(paths);
  const timer = setInterval(() => {
    const state = stateOf(paths);
    if (state === known) return;
    known = state;
    try {
      changed(readTls(files));
      logger.info({ cert: files.cert }, "The certificate was read anew");
    } catch (error) {
      logger.error({ error }, "A changed certificate cannot be used; the one before stays");
    }
  }, files.lookEvery ?? LOOK);
  timer.unref();
  return () => clearInterval(timer);
}

function stateOf(paths: readonly string[]): string {
  return paths.map((path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? "none" : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
  }).join("\n");
}
