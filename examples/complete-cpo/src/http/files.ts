import { z } from "@hono/zod-openapi";
import type { Context } from "hono";

/** A good answer that is a PDF. */
export function pdf(description: string) {
  return { description, content: { "application/pdf": { schema: z.string().openapi({ format: "binary" }) } } };
}

/** A good answer that is a table for spreadsheets and accountants. */
export function table(description: string) {
  return { description, content: { "text/csv": { schema: z.string() } } };
}

export function sendPdf(context: Context, name: string, bytes: Uint8Array) {
  named(context, "application/pdf", `${name}.pdf`);
  return context.body(Uint8Array.from(bytes).buffer);
}

/** Line by line, so that a million of them need no memory. */
export function sendTable(context: Context, name: string, lines: AsyncGenerator<string>) {
  named(context, "text/csv; charset=utf-8", `${name}.csv`);
  const encoder = new TextEncoder();
  return context.body(new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await lines.return(undefined)),
  }));
}

function named(context: Context, type: string, name: string): void {
  context.header("content-type", type);
  context.header("content-disposition", `attachment; filename="${name}"`);
}
