import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { PartnerView } from "../../../src/wire/partner.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { PartnerIcon, PlusIcon } from "../icons.tsx";
import { partiesOf, PartnerBadge } from "../parts/partner-badge.tsx";
import { InvitePartner, RegisterWithPartner } from "../parts/partner-forms.tsx";
import { Rows } from "../parts/rows.tsx";
import { Empty, Loaded, PageTitle } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";

const address = at("GET /partners", { query: { limit: "100" } });
const pageOf = ({ id }: PartnerView): string => `/partners/${encodeURIComponent(id)}`;

/** With whom we roam. */
export function Partners() {
  const partners = useApi(address);
  const [adding, setAdding] = useState<"invite" | "register">();

  function close(): void {
    setAdding(undefined);
    partners.reload();
  }

  const add = (
    <>
      <Button variant="default" onClick={() => setAdding("register")}>{text.roaming.register.title}</Button>
      <Button leftSection={<PlusIcon />} onClick={() => setAdding("invite")}>{text.roaming.invite.title}</Button>
    </>
  );
  return (
    <>
      <PageTitle title={text.roaming.title} actions={add} />
      <Stack>
        <Loaded resource={partners} rows={4}>
          {({ items }) => items.length === 0
            ? <Empty icon={<PartnerIcon size={24} />} title={text.roaming.empty} hint={text.roaming.emptyHint} />
            : (
              <>
                <Rows
                  label={text.roaming.title}
                  items={items}
                  keyOf={(partner) => partner.id}
                  to={pageOf}
                  columns={[
                    { title: text.roaming.name, cell: (partner) => <Group gap="xs"><Link to={pageOf(partner)} fw={600} size="sm">{partner.name ?? partner.id}</Link>{partner.isHub ? <Badge variant="default">{text.roaming.hub}</Badge> : null}</Group> },
                    { title: text.common.state, cell: ({ status }) => <PartnerBadge status={status} /> },
                    { title: text.roaming.party, cell: (partner) => <Text size="sm">{partiesOf(partner) || "–"}</Text> },
                    { title: text.roaming.version, cell: ({ version }) => version ?? "–" },
                    { title: text.roaming.changed, cell: ({ updatedAt }) => dateTime(updatedAt, localZone), figures: true },
                  ]}
                />
              </>
            )}
        </Loaded>
      </Stack>
      {adding === "invite" ? <InvitePartner close={close} /> : null}
      {adding === "register" ? <RegisterWithPartner close={close} /> : null}
    </>
  );
}
