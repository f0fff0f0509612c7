import { Card, Center, Stack, Text, Title } from "@mantine/core";
import { at } from "../api/address.ts";
import { request } from "../api/request.ts";
import { setSession } from "../api/session.ts";
import { PasswordForm } from "../parts/password-form.tsx";
import { text } from "../texts.ts";

/** Whoever was given a password replaces it before anything else. */
export function FirstPassword() {
  return (
    <Center component="main" mih="100dvh" p="md">
      <Card w="100%" maw={420} padding="xl" shadow="sm">
        <Stack>
          <Title order={1} size="h3">{text.account.firstPassword}</Title>
          <Text size="sm">{text.account.firstPasswordHint}</Text>
          <PasswordForm done={() => void request(at("GET /session")).then(setSession)} />
        </Stack>
      </Card>
    </Center>
  );
}
