import "./component-styles.ts";
import "./style.css";
import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { takeKeyFromAddress } from "./api/key.ts";
import { theme } from "./theme.ts";

// Before anything is loaded, so that the key is gone from the address at once.
const key = takeKeyFromAddress();
const { App } = await import("./app.tsx");

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no element with the id root.");
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <App operatorKey={key} />
    </MantineProvider>
  </StrictMode>,
);
