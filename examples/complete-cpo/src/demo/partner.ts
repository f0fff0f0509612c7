import { seconds, type Scheduler } from "@cpokit/kernel";
import { z } from "zod";
import { USUAL_SETTINGS } from "../tenants/settings.ts";
import type { Tenancy } from "../tenants/tenancy.ts";
import { officeOf, type Office } from "./staff.ts";

/** The provider whose drivers charge at the demonstration's stations: another CPO of this process, reached by OCPI over HTTP as if it were far away. */
export const PROVIDER = { id: "polder", name: "Polder Mobility", party: { countryCode: "NL", partyId: "PLM" } } as const;
const DRIVERS = ["Marit Postma", "Hugo Terpstra", "Yara Nauta"].map((holder, index) => ({ value: `04C0FFEE0${index + 1}B7A1`, holder, visualNumber: `NL-PLM-00${4021 + index}` }));
const LOOK = seconds(1);
const LOOKS = 60;
const CHARGES = seconds(40);

export interface PartnerPorts {
  readonly office: Office;
  readonly tenancy: Tenancy;
  /** Where partners reach this process. */
  readonly address: () => string | undefined;
  readonly scheduler: Scheduler;
  readonly isOver: () => boolean;
}

/** What happens between the operator of the demonstration and a provider. */
export interface DemoPartner {
  /** Both register with each other and the provider's cards arrive. */
  connect(): Promise<void>;
  /** A driver of the provider charges at a location, started and stopped from the app of the provider. */
  charge(location: string): Promise<void>;
}

export function demoPartner({ office, tenancy, address, scheduler, isOver }: PartnerPorts): DemoPartner {
  /** The provider's own people. */
  const theirs: Office = (act) => {
    const provider = tenancy.all().find(isProvider);
    if (provider === undefined) throw new Error(`There is no ${PROVIDER.name}.`);
    return officeOf(provider.app)(act);
  };
  const get = (from: Office, path: string): Promise<unknown> => from({ by: "operator", method: "GET", path });

  async function until<Value>(what: string, look: () => Promise<Value | undefined>): Promise<Value> {
    for (let looks = 0; looks < LOOKS && !isOver(); looks += 1) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => void scheduler.after(LOOK, resolve));
    }
    throw new Error(`In vain waited until ${what}.`);
  }

  return {
    async connect() {
      if (!tenancy.all().some(isProvider)) await office({ by: "mara", method: "POST", path: "/tenants", body: PROVIDER });
      for (const token of DRIVERS) await theirs({ by: "operator", method: "PUT", path: "/tokens", body: token });
      // Both are on this machine, and may be without TLS.
      const allowHosts = [new URL(address() ?? "").hostname];
      const { registrationToken: token, versionsUrl } = Invitation.parse(await office({ by: "mara", method: "POST", path: "/partners/invitations", body: { name: PROVIDER.name, allowHosts } }));
      await theirs({ by: "operator", method: "POST", path: "/partners", body: { name: USUAL_SETTINGS.name, versionsUrl, token, allowHosts } });
      const { items: [partner] } = Connected.parse(await get(office, "/partners?status=connected"));
      await office({ by: "mara", method: "POST", path: `/partners/${partner.id}/pull`, body: {} });
    },
    async charge(location) {
      const { items: [partner] } = await until("the provider is connected", async () => Connected.safeParse(tenancy.all().some(isProvider) ? await get(theirs, "/partners?status=connected") : {}).data);
      const act = (path: string, body: object): Promise<unknown> => theirs({ by: "operator", method: "POST", path: `/partners/${partner.id}/${path}`, body });
      const evse = await until(`the provider knows of a free place at ${location}`, async () => {
        const { items } = Places.parse(await get(theirs, `/partners/${partner.id}/objects/locations`));
        return items.find(({ id }) => id === location)?.object.evses.find(({ status }) => status === "AVAILABLE");
      });
      await until("the provider's cards arrive", async () => Values.parse(await get(office, "/tokens?limit=200")).items.find(({ value }) => value === DRIVERS[0]?.value));
      const tokenId = Values.parse(await get(theirs, "/tokens")).items.find(({ value }) => value === DRIVERS[0]?.value)?.id;
      await act("commands", { command: "start", tokenId, locationId: location, evseUid: evse.uid });
      const session = await until("the provider hears of the session", async () => Values.parse(await get(theirs, `/partners/${partner.id}/objects/sessions`)).items[0]);
      await new Promise<void>((resolve) => void scheduler.after(CHARGES, resolve));
      if (!isOver()) await act("commands", { command: "stop", sessionId: session.id });
    },
  };
}

function isProvider({ id }: { readonly id: string }): boolean {
  return id === PROVIDER.id;
}

const Invitation = z.object({ registrationToken: z.string(), versionsUrl: z.string() });
const Connected = z.object({ items: z.tuple([z.object({ id: z.string() })], z.object({ id: z.string() })) });
const Values = z.object({ items: z.array(z.object({ id: z.string(), value: z.string().optional() })) });
const Places = z.object({ items: z.array(z.object({ id: z.string(), object: z.object({ evses: z.array(z.object({ uid: z.string(), status: z.string() })) }) })) });
