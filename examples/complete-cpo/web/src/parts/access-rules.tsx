import { Button, List, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { AccessPolicyView } from "../../../src/wire/access-policy.ts";
import { may } from "../api/session.ts";
import { useAll } from "../api/use-api.ts";
import { text } from "../texts.ts";
import { accessRules as words } from "../texts/access-rules.ts";
import { RulesForm } from "./access-rules-form.tsx";
import { nameOf, whenOf, whoOf, type Names } from "./access-words.ts";
import { Section } from "./section.tsx";
import { Loaded } from "./states.tsx";

/** Who may charge at a location, and when. */
export function AccessRules({ location }: { readonly location: string }) {
  const policies = useAll(at("GET /locations/{id}/access-policies", { path: { id: location }, query: { limit: "200" } }));
  const seesGroups = may("drivers:read");
  const groups = useAll(seesGroups ? at("GET /token-groups", { query: { limit: "200" } }) : undefined);
  const [editing, setEditing] = useState(false);
  const names: Names = new Map(groups.value?.items.map(({ id, name }) => [id, name]));
  const place = `location/${location}`;
  const action = may("locations:write") ? <Button size="xs" variant="default" onClick={() => setEditing(true)}>{text.common.edit}</Button> : null;
  return (
    <Section title={words.title} actions={action}>
      <Loaded resource={policies} rows={2}>
        {({ items }) => {
          const own = items.find((each) => each.place === place);
          const shown = own ?? items.find((each) => each.place === "all");
          const narrower = items.filter((each) => each.place !== place && each.place !== "all").map((each) => each.place.slice(each.place.indexOf("/") + 1));
          return (
            <Stack gap="xs">
              {shown === undefined ? <Text size="sm">{words.everybody}</Text> : <Rules policy={shown} names={names} />}
              {own === undefined && shown !== undefined ? <Text size="xs" c="dimmed">{words.fromAll}</Text> : null}
              {narrower.length === 0 ? null : <Text size="xs" c="dimmed">{words.narrower(narrower.join(", "))}</Text>}
              {editing ? <RulesForm place={place} policy={own} names={names} close={() => setEditing(false)} done={policies.reload} /> : null}
            </Stack>
          );
        }}
      </Loaded>
    </Section>
  );
}

/** The rules of one place, in words. */
export function Rules({ policy, names }: { readonly policy: AccessPolicyView; readonly names: Names }) {
  return (
    <>
      {policy.rules.length === 0 ? null : (
        <List size="sm" type="ordered">
          {policy.rules.map((rule, index) => <List.Item key={index}>{`${whoOf(rule.who).map((value) => nameOf(value, names)).join(", ") || words.everybodyName}: ${rule.effect === "allow" ? words.may : words.mayNot}${whenOf(rule)}`}</List.Item>)}
        </List>
      )}
      <Text size="sm">{policy.otherwise === "allow" ? words.otherwiseMay : words.otherwiseMayNot}</Text>
    </>
  );
}
