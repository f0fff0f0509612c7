import { createTheme, type MantineColorsTuple } from "@mantine/core";
import { text } from "./texts.ts";

const lagoon: MantineColorsTuple = ["#e4fafb", "#d3f0f3", "#a7dfe5", "#78ced7", "#53bfca", "#3bb5c2", "#2cb1bf", "#199ba8", "#058a96", "#00747e"];

export const theme = createTheme({
  colors: { lagoon },
  primaryColor: "lagoon",
  primaryShade: 9,
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  headings: { fontWeight: "650" },
  cursorType: "pointer",
  components: {
    Modal: { defaultProps: { closeButtonProps: { "aria-label": text.common.close } } },
    PasswordInput: { defaultProps: { visibilityToggleButtonProps: { "aria-label": text.common.showPassword } } },
    Card: { defaultProps: { withBorder: true, padding: "md" } },
    Badge: { defaultProps: { variant: "light", tt: "none", fw: 600 } },
    Table: { defaultProps: { verticalSpacing: "xs", highlightOnHover: true } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
  },
});
