import { ActionIcon, AppShell, Badge, Box, Burger, Container, Group, NavLink, ScrollArea, Text, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { at } from "./api/address.ts";
import type { AboutView } from "../../src/wire/overview.ts";
import { base } from "./api/base.ts";
import { isLive, onLiveState, startLive } from "./api/live.ts";
import { asProblem, request, type RequestProblem } from "./api/request.ts";
import { may, setSession, signedOut, useSession } from "./api/session.ts";
import { useApi } from "./api/use-api.ts";
import { ApiIcon, SignOutIcon } from "./icons.tsx";
import { Page } from "./page.tsx";
import { useBranding } from "./parts/branding.ts";
import { Dot } from "./parts/badges.tsx";
import { DisplayMenu } from "./parts/display-menu.tsx";
import { ProblemAlert } from "./parts/states.tsx";
import { follow, usePath } from "./router.tsx";
import { sectionOf, sections } from "./sections.tsx";
import { text } from "./texts.ts";

// Who is signed in needs neither.
const SignIn = lazy(async () => ({ default: (await import("./pages/sign-in.tsx")).SignIn }));
const FirstPassword = lazy(async () => ({ default: (await import("./pages/first-password.tsx")).FirstPassword }));

/** The console: signed out it asks who you are, signed in it shows the page of the address. */
export function App({ operatorKey }: { readonly operatorKey: string | undefined }) {
  const state = useSession();
  const [problem, setProblem] = useState<RequestProblem>();
  const [turn, setTurn] = useState(0);

  const given = useRef(operatorKey);

  useEffect(() => {
    if (state !== undefined) return;
    // Shown once: whoever signs out is not signed in again.
    const key = given.current;
    given.current = undefined;
    const asked = key === undefined ? request(at("GET /session")) : request(at("POST /session"), { body: { key } });
    asked.then(setSession, (error: unknown) => setProblem(asProblem(error)));
  }, [state, turn]);

  if (state?.signedIn === true && state.mustChangePassword !== true) return <Console key={state.actor} />;
  if (state !== undefined) return <Suspense>{state.signedIn ? <FirstPassword /> : <SignIn state={state} />}</Suspense>;
  return problem === undefined ? null : <Container size="xs" py="xl"><ProblemAlert problem={problem} retry={() => { setProblem(undefined); setTurn(turn + 1); }} /></Container>;
}

async function signOut(): Promise<void> {
  try {
    await request(at("DELETE /session"));
  } finally {
    signedOut();
  }
}

function Console() {
  const [open, menu] = useDisclosure(false);
  const path = usePath();
  const about = useApi(at("GET /about"));
  const branding = useBranding();
  useEffect(startLive, []);
  useEffect(menu.close, [path]);
  // The menu is longer than most screens. In newer browsers scrollIntoView answers a promise, which is no clean-up.
  useEffect(() => {
    document.querySelector("nav [aria-current='page']")?.scrollIntoView({ block: "nearest" });
  }, [path]);
  const here = sectionOf(path).section;
  const allowed = sections.filter(({ needs }) => needs === undefined || may(needs));
  const groups = [...new Set(allowed.map((section) => section.group))];

  return (
    <>
    <a href="#content" className="skip">{text.nav.skip}</a>
    <AppShell header={{ height: 56 }} navbar={{ width: 220, breakpoint: "sm", collapsed: { mobile: !open } }} padding="md">
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={open} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label={text.nav.menu} />
            <a href={`${base}/`} onClick={(event) => follow(event, "/")} style={{ display: "flex", alignItems: "center", gap: 10, color: "inherit", textDecoration: "none" }}>
              <img src={branding.value?.logo ?? "/icon.svg"} width={28} height={28} alt="" />
              <Text fw={700} size="lg">{branding.value?.logo === undefined && branding.value?.color === undefined ? text.product : branding.value.name}</Text>
              <Text c="dimmed" visibleFrom="sm">{text.console}</Text>
            </a>
          </Group>
          <Group gap="md" wrap="nowrap">
            {about.value?.demo === true ? <Tooltip label={demoHint(about.value)}><Badge color="grape" tabIndex={0} style={{ flexShrink: 0 }}>{text.nav.demo}</Badge></Tooltip> : null}
            <LiveMark />
            <DisplayMenu />
            <Tooltip label={text.nav.signOut}>
              <ActionIcon variant="subtle" color="gray" aria-label={text.nav.signOut} onClick={() => void signOut()}><SignOutIcon /></ActionIcon>
            </Tooltip>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs">
        <AppShell.Section grow component={ScrollArea}>
          {groups.map((group) => (
            <Box key={group} component="section" aria-label={text.nav.groups[group]} mb="xs">
              {group === "now" ? null : <Text size="xs" c="dimmed" fw={600} px="sm" py={4} aria-hidden="true">{text.nav.groups[group]}</Text>}
              {allowed.filter((section) => section.group === group).map((section) => (
                <NavLink key={section.name} href={`${base}/${section.name}`} label={section.label} leftSection={<section.icon />} active={section === here} aria-current={section === here ? "page" : undefined} onClick={(event) => follow(event, `/${section.name}`)} style={{ borderRadius: "var(--mantine-radius-md)" }} />
              ))}
            </Box>
          ))}
        </AppShell.Section>
        <AppShell.Section>
          <NavLink href={`${base}/docs`} label={text.nav.api} leftSection={<ApiIcon />} target="_blank" rel="noopener" style={{ borderRadius: "var(--mantine-radius-md)" }} />
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

/** What the demonstration is, and how far its past has come while it is made. */
function demoHint({ history }: AboutView): string {
  return history === undefined ? text.nav.demoHint : `${text.nav.history(history.done, history.total)} ${text.nav.demoHint}`;
}
