import { Container } from "@mantine/core";
import type { ReactNode } from "react";
import type { AboutView } from "../../src/wire/overview.ts";
import { CdrPage } from "./pages/cdr.tsx";
import { Cdrs } from "./pages/cdrs.tsx";
import { Locations } from "./pages/locations.tsx";
import { Overview } from "./pages/overview.tsx";
import { SessionPage } from "./pages/session.tsx";
import { Sessions } from "./pages/sessions.tsx";
import { StationPage } from "./pages/station.tsx";
import { Stations } from "./pages/stations.tsx";
import { TariffPage } from "./pages/tariff.tsx";
import { Tariffs } from "./pages/tariffs.tsx";
import { Tokens } from "./pages/tokens.tsx";
import { Empty } from "./parts/states.tsx";
import { Link } from "./router.tsx";
import { text } from "./texts.ts";

/** The page of an address. */
export function Page({ path, about }: { readonly path: string; readonly about: AboutView | undefined }) {
  const [section = "", id] = (path.split("?", 1)[0] ?? "").split("/").filter((part) => part !== "").map(decode);
  return <Container size="xl" p={0}>{pageOf(section, id, about)}</Container>;
}

function pageOf(section: string, id: string | undefined, about: AboutView | undefined): ReactNode {
  switch (section) {
    case "":
      return <Overview />;
    case "stations":
      return id === undefined ? <Stations about={about} /> : <StationPage key={id} id={id} />;
    case "sessions":
      return id === undefined ? <Sessions /> : <SessionPage key={id} id={id} />;
    case "cdrs":
      return id === undefined ? <Cdrs /> : <CdrPage key={id} id={id} />;
    case "tokens":
      return <Tokens />;
    case "tariffs":
      return id === undefined ? <Tariffs /> : <TariffPage key={id} id={id} />;
    case "locations":
      return <Locations />;
    default:
      return <Empty title={text.lost.title} action={<Link to="/">{text.lost.back}</Link>} />;
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
