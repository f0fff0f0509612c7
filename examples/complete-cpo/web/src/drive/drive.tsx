import { Container, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { DisplayMenu } from "../parts/display-menu.tsx";
import { Empty } from "../parts/states.tsx";
import { Link, usePath } from "../router.tsx";
import { text } from "../texts.ts";
import { ChargePage } from "./charge.tsx";
import { Find } from "./find.tsx";
import { PlacePage } from "./place.tsx";
import { PointPage } from "./point.tsx";

/** The pages of drivers: find a place, look at it, charge. No account, no app store. */
export function Drive() {
  const path = usePath();
  return (
    <>
      <Container component="header" size="sm" py="sm">
        <Group justify="space-between" wrap="nowrap">
          <Link to="/drive" c="inherit" underline="never">
            <Group gap="xs" wrap="nowrap"><img src="/icon.svg" width={28} height={28} alt="" /><Text fw={700} size="lg">{text.drive.title}</Text></Group>
          </Link>
          <DisplayMenu />
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
  return <Empty title={text.lost.title} action={<Link to="/drive">{text.drive.toList}</Link>} />;
}
