import type { NamedPartner } from "./named-partner.ts";

/** Partners whose demands are published. Others are data of yours, in the same shape. */
export const namedPartners = {
  /** The national access point of the Netherlands. */
  "dot-nl": {
    name: "DOT-NL (NDW)",
    source: "https://docs.ndw.nu/en/data-uitwisseling/interface-beschrijvingen/dafne-api/",
    versions: ["2.2.1"],
    profile: {},
    demands: [
      { object: "Location", member: "opening_times", rule: "opening times are mandatory for DOT-NL (AFIR)" },
      { object: "Location", member: "energy_mix", rule: "the energy mix is mandatory for DOT-NL (AFIR)" },
      { object: "EVSE", member: "parking_restrictions", rule: "parking restrictions are mandatory for DOT-NL (AFIR)" },
      { object: "Connector", member: "max_electric_power", rule: "the greatest power is mandatory for DOT-NL (AFIR)" },
      { object: "Connector", member: "tariff_ids", rule: "tariffs are mandatory for DOT-NL (AFIR)" },
    ],
    remarks: [
      "The module credentials is not used: both tokens are exchanged by hand.",
      "party_id is that of the CPO, also where an aggregator delivers.",
      "Changes are delivered within one minute; everything is pulled once a day.",
    ],
  },
} as const satisfies Readonly<Record<string, NamedPartner>>;
