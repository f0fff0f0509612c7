import { z } from "@hono/zod-openapi";

/** A good answer that is a PDF. */
export function pdf(description: string) {
  return { description, content: { "application/pdf": { schema: z.string().openapi({ format: "binary" }) } } };
}
