import { Container, Group, Text } from "@mantine/core";
import { lazy, Suspense, type ReactNode } from "react";
import { DisplayMenu } from "../parts/display-menu.tsx";
import { Empty, Loading } from "../parts/states.tsx";
import { Link, usePath } from "../router.tsx";
import { text } from "../texts.ts";
import { drive } from "../texts/drive.ts";
import { ChargePage } from "./charge.tsx";
import { Find } from "./find.tsx";
import { PlacePage } from "./place.tsx";
import { PointPage } from "./point.tsx";

// Most drivers have no account.
const AccountPage = lazy(async () => ({ default: (await import("./account/account.tsx")).AccountPage }));
const DemoPaymentPage = lazy(async () => ({ default: (await import("./demo-payment.tsx")).DemoPaymentPage }));

/** The pages of drivers: find a place, look at it, charge, with or without an account. No app store. */
export function Drive() {
  const path = usePath();
  return (
    <>
      <Container component="header" size="sm" py="sm">
        <Group justify="space-between" wrap="nowrap">
          <Link to="/drive" c="inherit" underline="never">
            <Group gap="xs" wrap="nowrap"><img src="/icon.svg" width={28} height={28} alt="" /><Text fw={700} size="lg">{drive.drive.title}</Text></Group>
          </Link>
          <Group gap="sm" wrap="nowrap"><Link to="/drive/account">{drive.drive.account}</Link><DisplayMenu /></Group>
        </Group>
      </Container>
      <Container component="main" size="sm" pb="xl">{pageOf(path)}</Container>
    </>
  );
}

function pageOf(path: string): ReactNode {
  const [, section, id] = (path.split("?", 1)[0] ?? "").split("/").filter((part) => part !== "").map(decodeURIComponent);
  if (section === undefined) return <Find />;
  if (section === "places" && id !== undefined) return <PlacePage key={id} id={id} />;
  if (section === "evses" && id !== undefined) return <PointPage key={id} id={id} />;
  if (section === "charges" && id !== undefined) return <ChargePage key={id} id={id} />;
  if (section === "demo-payment" && id !== undefined) return <Suspense fallback={<Loading rows={4} />}><DemoPaymentPage id={id} /></Suspense>;
  if (section === "account") return <Suspense fallback={<Loading rows={6} />}><AccountPage part={id} /></Suspense>;
  return <Empty title={text.lost.title} action={<Link to="/drive">{drive.drive.toList}</Link>} />;
}
