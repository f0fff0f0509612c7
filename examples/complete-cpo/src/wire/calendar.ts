import { z } from "@hono/zod-openapi";

const Amps = z.number().min(0).max(10_000);
const Time = z.string().max(5);
const Kilowatts = z.number().min(0).max(100_000).optional();
const limit = {
  node: z.string().optional().openapi({ description: "The limit of the wiring that it lowers; the grid connection if absent" }),
  from: Time.optional().openapi({ description: "Time of day on the wall of the location; 00:00 if absent", example: "17:00" }),
  to: Time.optional().openapi({ description: "First time at which it no longer holds; at or before `from` it is one of the next day; 24:00 if absent", example: "20:00" }),
  importA: z.object({ l1: Amps, l2: Amps, l3: Amps }).optional(),
  importKW: Kilowatts,
  exportKW: Kilowatts,
};

export const CalendarRule = z.strictObject({ days: z.array(z.int().min(1).max(7)).min(1).max(7).openapi({ description: "1 is Monday" }), ...limit }).openapi("CalendarRule");
export type CalendarRule = z.infer<typeof CalendarRule>;

export const LimitCalendarBody = z
  .strictObject({
    weekly: z.array(CalendarRule).max(200),
    exceptions: z.array(z.strictObject({ from: z.string().date(), to: z.string().date().optional().openapi({ description: "The last date; `from` if absent" }), limits: z.array(z.strictObject(limit)).max(50) })).max(400).openapi({ description: "Dates on which these limits hold, or none, instead of those of their weekdays; the first that names a date counts" }),
  })
  .openapi("LimitCalendar");
export type LimitCalendarBody = z.infer<typeof LimitCalendarBody>;
