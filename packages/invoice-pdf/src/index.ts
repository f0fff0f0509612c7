export { invoicePdf, type InvoicePdfOptions } from "./invoice-pdf.ts";
export { statementPdf, type StatementPdfOptions } from "./statement-pdf.ts";
export { labelsPdf, type PdfLabel, type PdfLabels } from "./labels-pdf.ts";
export { tablePdf, type PdfColumn, type PdfTable } from "./table-pdf.ts";
export type { FontFiles } from "./fonts.ts";
export type { PdfLocale } from "./texts.ts";
