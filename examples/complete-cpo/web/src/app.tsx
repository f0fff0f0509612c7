import { ActionIcon, AppShell, Badge, Box, Burger, Group, NavLink, ScrollArea, Text, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect, useSyncExternalStore } from "react";
import type { AboutView } from "../../src/wire/overview.ts";
import { getKey, onKeyChange, setKey } from "./api/key.ts";
import { isLive, onLiveState, startLive } from "./api/live.ts";
import { useApi } from "./api/use-api.ts";
import { ApiIcon, SignOutIcon } from "./icons.tsx";
import { Page } from "./page.tsx";
import { SignIn } from "./pages/sign-in.tsx";
import { Dot } from "./parts/badges.tsx";
import { DisplayMenu } from "./parts/display-menu.tsx";
import { follow, usePath } from "./router.tsx";
import { sectionOf, sections } from "./sections.tsx";
import { text } from "./texts.ts";

/** The console: signed out it asks for the key, signed in it shows the page of the address. */
export function App() {
  const key = useSyncExternalStore(onKeyChange, getKey);
  return key === undefined ? <SignIn /> : <Console key={key} />;
}

const groups = [...new Set(sections.map((section) => section.group))];

function Console() {
  const [open, menu] = useDisclosure(false);
  const path = usePath();
  const about = useApi<AboutView>("/about");
  useEffect(startLive, []);
  useEffect(menu.close, [path]);
  const here = sectionOf(path).section;

  return (
    <>
    <a href="#content" className="skip">{text.nav.skip}</a>
    <AppShell header={{ height: 56 }} navbar={{ width: 220, breakpoint: "sm", collapsed: { mobile: !open } }} padding="md">
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={open} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label={text.nav.menu} />
            <a href="/" onClick={(event) => follow(event, "/")} style={{ display: "flex", alignItems: "center", gap: 10, color: "inherit", textDecoration: "none" }}>
              <img src="/icon.svg" width={28} height={28} alt="" />
              <Text fw={700} size="lg">{text.product}</Text>
              <Text c="dimmed" visibleFrom="sm">{text.console}</Text>
            </a>
          </Group>
          <Group gap="md" wrap="nowrap">
            {about.value?.demo === true ? <Tooltip label={text.nav.demoHint}><Badge color="grape" tabIndex={0} style={{ flexShrink: 0 }}>{text.nav.demo}</Badge></Tooltip> : null}
            <LiveMark />
            <DisplayMenu />
            <Tooltip label={text.nav.signOut}>
              <ActionIcon variant="subtle" color="gray" aria-label={text.nav.signOut} onClick={() => setKey(undefined)}><SignOutIcon /></ActionIcon>
            </Tooltip>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs">
        <AppShell.Section grow component={ScrollArea}>
          {groups.map((group) => (
            <Box key={group} component="section" aria-label={text.nav.groups[group]} mb="xs">
              {group === "now" ? null : <Text size="xs" c="dimmed" fw={600} px="sm" py={4} aria-hidden="true">{text.nav.groups[group]}</Text>}
              {sections.filter((section) => section.group === group).map((section) => (
                <NavLink key={section.name} href={`/${section.name}`} label={section.label} leftSection={<section.icon />} active={section === here} aria-current={section === here ? "page" : undefined} onClick={(event) => follow(event, `/${section.name}`)} style={{ borderRadius: "var(--mantine-radius-md)" }} />
              ))}
            </Box>
          ))}
        </AppShell.Section>
        <AppShell.Section>
          <NavLink href="/docs" label={text.nav.api} leftSection={<ApiIcon />} target="_blank" rel="noopener" style={{ borderRadius: "var(--mantine-radius-md)" }} />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Page path={path} about={about.value} />
      </AppShell.Main>
    </AppShell>
    </>
  );
}

function LiveMark() {
  const live = useSyncExternalStore(onLiveState, isLive);
  return (
    <Tooltip label={live ? text.live.hintOn : text.live.hintOff}>
      <Group gap={6} wrap="nowrap" tabIndex={0} role="status">
        <Dot color={live ? "teal" : "orange"} pulsing={live} />
        <Text size="sm" c="dimmed" visibleFrom="xs">{live ? text.live.on : text.live.off}</Text>
      </Group>
    </Tooltip>
  );
}
