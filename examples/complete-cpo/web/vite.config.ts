import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm start` serves web/dist; for work on the page, `npx vite examples/complete-cpo/web` reloads it beside a running CPO.
export default defineConfig({
  plugins: [react()],
  build: { target: "es2023", chunkSizeWarningLimit: 900, rollupOptions: { input: ["index.html", "drive.html"].map((page) => new URL(page, import.meta.url).pathname) } },
  server: { proxy: { "/api": "http://localhost:8080", "/openapi.json": "http://localhost:8080" } },
});
