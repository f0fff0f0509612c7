import { hours, type Clock } from "@cpokit/kernel";
import type { CertificateHash, InstalledCertificate, RootUse } from "@cpokit/model";
import type { Store } from "@cpokit/storage";
import type { Commands } from "../commands/create-commands.ts";
import { validated } from "../validated.ts";
import { DONE, failure, type JobResult, type UpkeepJob } from "../upkeep/upkeep-job.ts";
import { stationTrust, trustAnchors, type TrustAnchor } from "./station-certificates.ts";

export const TRUST = "trust";

/** Roots may be changed on the spot. */
const NEXT_LOOK = hours(7 * 24);

/**
 * Brings what a station trusts in line with the anchors: installs what is missing, then deletes what is unwanted. What nobody entered here
 * stays, and so does the root of the connection until another one of ours is in (OCPP 2.0.1 M04, M05).
 */
export function createTrustJob({ store, clock, send }: { readonly store: Store; readonly clock: Clock; readonly send: Commands["send"] }): UpkeepJob {
  return { kind: TRUST, whilePending: true, run: ({ station }) => run(station) };

  async function run(station: string): Promise<JobResult> {
    const anchors = (await store.find(trustAnchors, { limit: 1_000 })).items.map(({ body }) => body);
    if (anchors.length === 0) return DONE;
    const uses = [...new Set(anchors.map(({ use }) => use))].sort();
    const before = await list(station, uses);
    if ("result" in before) return before;
    const missing = anchors.filter((anchor) => anchor.isWanted && clock.now() < anchor.notAfter && !before.some((each) => isAnchor(each, anchor)));
    const problems: string[] = [];
    for (const { use, certificate, commonName } of missing) {
      const { outcome } = await send(station, { command: "installCertificate", use, certificate }, { requestedBy: "csms" });
      if (outcome?.outcome === "accepted" || outcome?.outcome === "unsupported") continue;
      if (outcome?.outcome !== "rejected") return failure(`Installing the root ${commonName}`, outcome);
      problems.push(`${commonName} (${outcome.reason})`);
    }
    const deleted = await removeUnwanted(station, before, anchors, missing.length > problems.length);
    if (deleted !== undefined) return deleted;
    const after = await list(station, uses);
    if ("result" in after) return after;
    await store.transaction((unit) => unit.put(stationTrust, station, { station, installed: after, checkedAt: clock.now() }));
    return problems.length > 0 ? { result: "failed", problem: `Roots that the station did not take: ${problems.join(", ")}.` } : { result: "again", after: NEXT_LOOK };
  }

  async function removeUnwanted(station: string, before: readonly InstalledCertificate[], anchors: readonly TrustAnchor[], hasNew: boolean): Promise<JobResult | undefined> {
    for (const anchor of anchors.filter(({ isWanted }) => !isWanted)) {
      const installed = before.find((each) => isAnchor(each, anchor));
      const isLast = anchor.use === "csms" && !hasNew && !before.some((each) => each.use === "csms" && anchors.some((other) => other.isWanted && isAnchor(each, other)));
      if (installed === undefined || isLast) continue;
      const { outcome } = await send(station, { command: "deleteCertificate", hash: installed.hash }, { requestedBy: "csms" });
      if (outcome?.outcome !== "accepted") return failure(`Deleting the root ${anchor.commonName}`, outcome);
    }
    return undefined;
  }

  async function list(station: string, uses: readonly RootUse[]): Promise<readonly InstalledCertificate[] | JobResult> {
    const { outcome } = await send(station, { command: "listCertificates", uses }, { requestedBy: "csms" });
    return outcome?.outcome === "accepted" ? validated<readonly InstalledCertificate[]>(outcome.response) : failure("Reading the installed certificates", outcome);
  }
}

function isAnchor({ use, hash }: InstalledCertificate, anchor: TrustAnchor): boolean {
  return use === anchor.use && anchor.hashes.some((own) => isSameHash(own, hash));
}

/** Stations write hex in either case, and serial numbers with leading zeros. */
function isSameHash(left: CertificateHash, right: CertificateHash): boolean {
  const fold = ({ hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }: CertificateHash): string =>
    [hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber.replace(/^0+(?=.)/, "")].join("/").toLowerCase();
  return fold(left) === fold(right);
}
