import { useEffect } from "react";
import { at } from "../api/address.ts";
import type { BrandingView } from "../../../src/wire/tenant.ts";
import { useApi, type Resource } from "../api/use-api.ts";

/** How this CPO presents itself: its name in the title of the window, its colour on what one presses. */
export function useBranding(): Resource<BrandingView> {
  const branding = useApi(at("GET /branding"));
  const { name, color } = branding.value ?? {};
  useEffect(() => {
    if (name !== undefined) document.title = name;
  }, [name]);
  useEffect(() => {
    const { style } = document.documentElement;
    for (const property of FILLED) {
      if (color === undefined) style.removeProperty(property);
      else style.setProperty(property, color);
    }
  }, [color]);
  return branding;
}

const FILLED = ["--mantine-color-lagoon-filled", "--mantine-color-lagoon-filled-hover", "--mantine-primary-color-filled", "--mantine-primary-color-filled-hover"];
