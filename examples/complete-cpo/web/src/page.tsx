import { Container } from "@mantine/core";
import { Suspense } from "react";
import type { AboutView } from "../../src/wire/overview.ts";
import { Empty, Loading } from "./parts/states.tsx";
import { Link } from "./router.tsx";
import { sectionOf } from "./sections.tsx";
import { text } from "./texts.ts";

/** The page of an address. */
export function Page({ path, about }: { readonly path: string; readonly about: AboutView | undefined }) {
  const { section, id, part } = sectionOf(path);
  const Shown = id === undefined ? section?.list : section?.one;
  return (
    <Container size="xl" p={0}>
      {Shown === undefined
        ? <Empty title={text.lost.title} action={<Link to="/">{text.lost.back}</Link>} />
        : <Suspense fallback={<Loading />}><Shown key={`${section?.name}/${id ?? ""}`} id={id ?? ""} part={part} about={about} /></Suspense>}
    </Container>
  );
}
