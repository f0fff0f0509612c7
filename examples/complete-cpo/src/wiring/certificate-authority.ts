import type { CertificateAuthority } from "@cpokit/csms";
import type { Clock } from "@cpokit/kernel";
import { createAuthority, generateAuthority, type Authority, type AuthorityMaterial, type Register, type Revocation } from "@cpokit/pki";
import { collection, type Store } from "@cpokit/storage";

/** The keys of the built-in authority; one document. Who can read the database can sign for stations. */
const authorityMaterial = collection<AuthorityMaterial>("authorityMaterial");
const issuedCertificates = collection<{ readonly serialNumber: string; readonly revocation?: Revocation }>("issuedCertificates", {
  indexes: { byRevocation: { keys: ({ revocation }) => (revocation === undefined ? [] : [revocation.at]) } },
});
const THIS = "this";

/** The certificate authority of a CPO that has no other: made when it is first needed, and kept in the store. */
export interface BuiltInAuthority extends CertificateAuthority {
  /** The root that stations shall trust, PEM. */
  root(): Promise<string>;
  /** The revocation list, PEM. */
  crl(): Promise<string>;
}

export function createBuiltInAuthority({ store, clock, name }: { readonly store: Store; readonly clock: Clock; readonly name: string }): BuiltInAuthority {
  let opened: Promise<{ readonly authority: Authority; readonly material: AuthorityMaterial }> | undefined;
  const open = () => {
    // What failed is tried again when it is next needed.
    opened ??= load().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    sign: async (request) => (await open()).authority.sign(request),
    describe: async (certificate) => (await open()).authority.describe(certificate),
    revoke: async (serialNumber, reason) => (await open()).authority.revoke(serialNumber, reason),
    root: async () => (await open()).material.rootCertificate,
    crl: async () => (await open()).authority.crl(),
  };

  async function load() {
    const made = (await store.get(authorityMaterial, THIS)) ?? (await generateAuthority({ clock, name: `${name} stations`, organization: name }));
    const material = await store.transaction(async (unit) => {
      const known = await unit.get(authorityMaterial, THIS);
      if (known === undefined) unit.put(authorityMaterial, THIS, made);
      return known ?? made;
    });
    return { material, authority: await createAuthority({ material, clock, register: registerIn(store) }) };
  }
}

function registerIn(store: Store): Register {
  return {
    issued: (serialNumber) => store.transaction((unit) => unit.put(issuedCertificates, serialNumber, { serialNumber })),
    revoked: (revocation) => store.transaction((unit) => unit.put(issuedCertificates, revocation.serialNumber, { serialNumber: revocation.serialNumber, revocation })),
    find: (serialNumber) => store.get(issuedCertificates, serialNumber),
    async revocations() {
      const found: Revocation[] = [];
      for await (const { body } of store.each(issuedCertificates, { index: "byRevocation" })) if (body.revocation !== undefined) found.push(body.revocation);
      return found;
    },
  };
}
