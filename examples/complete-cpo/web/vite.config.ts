import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm start` serves web/dist; for work on the page, `npx vite examples/complete-cpo/web` reloads it beside a running CPO.
export default defineConfig({
  plugins: [react()],
  build: { target: "es2023", chunkSizeWarningLimit: 900 },
  server: { proxy: { "/api": "http://localhost:8080", "/openapi.json": "http://localhost:8080" } },
});
