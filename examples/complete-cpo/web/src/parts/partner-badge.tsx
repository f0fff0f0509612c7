import { Badge } from "@mantine/core";
import type { PartnerView } from "../../../src/wire/partner.ts";
import { text } from "../texts.ts";

const COLORS: Readonly<Record<PartnerView["status"], string>> = { invited: "yellow", registering: "orange", connected: "teal", suspended: "red", removed: "gray" };

export function PartnerBadge({ status }: { readonly status: PartnerView["status"] }) {
  return <Badge color={COLORS[status]}>{text.roaming.status[status]}</Badge>;
}

/** `DE-MSP`, and its role where it is told. */
export function partiesOf({ parties }: Pick<PartnerView, "parties">): string {
  return [...new Set(parties.map(({ countryCode, partyId, role }) => `${countryCode}-${partyId} (${role})`))].join(", ");
}
