/**
 * Writes `docs/errors.md`: every code of every error that a package throws, with its sentences, from the sources.
 * With `--check`, says whether the page is what the sources give.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const PAGE = "docs/errors.md";

interface Thrown {
  readonly code: string;
  readonly sentence: string;
  readonly file: string;
}

const files = readdirSync("packages").flatMap((name) => readdirSync(join("packages", name, "src"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts")).map((path) => join("packages", name, "src", path)));
const sources = files.map((file) => readFileSync(file, "utf8"));
const thrown = files.flatMap(thrownIn);

const codes = [...new Set(thrown.map(({ code }) => code))].sort();
const page = `# Errors

What cpokit throws is a \`CpoError\`: \`code\` is stable, the sentence says what to do and may improve at any time, \`values\` are what it speaks of, \`docs\` leads to the code's heading here. Expected outcomes are returned values, not errors. \`…\` stands for a value. Written by \`npm run api\`.
${codes.map(section).join("")}`;
if (!process.argv.includes("--check")) writeFileSync(PAGE, page);
else if (!existsSync(PAGE) || readFileSync(PAGE, "utf8") !== page) {
  console.log(`${PAGE} is not what the sources give. Run "npm run api".`);
  process.exitCode = 1;
}

function section(code: string): string {
  const here = thrown.filter((each) => each.code === code);
  const sentences = [...new Set(here.map(({ sentence }) => sentence).filter((sentence) => sentence !== "…"))];
  // Where the sentence is that of a case, what is documented beside the code tells when.
  const documented = sentences.length > 0 ? [] : sources.flatMap((text) => [...text.matchAll(new RegExp(`@throws \`${code}\` (.*?)[.,]?(?: \\*/)?$`, "gm"))].map(([, when]) => `The sentence is of the case. Thrown ${when}.`));
  const places = [...new Set(here.map(({ file }) => file))].map((file) => `[${file.replace(/^packages\//, "")}](../${file})`);
  return `\n## <a id="${code}"></a>\`${code}\`\n\n${[...sentences, ...documented].map((sentence) => `- ${sentence}\n`).join("")}\nThrown in ${places.join(", ")}.\n`;
}

function thrownIn(file: string): Thrown[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2023, true);
  const found: Thrown[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText() === "CpoError") {
      const [code, sentence] = node.arguments ?? [];
      for (const text of textsOf(code!)) {
        // A code that is handed on from where it is known has no text here.
        if (!text.includes("…")) found.push({ code: text, sentence: textsOf(sentence!).join(" / "), file });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The texts that an expression can be; `…` stands for what only the running program knows. */
function textsOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) return [node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("")];
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) return [textsOf(node.left)[0]! + textsOf(node.right)[0]!];
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression);
  if (ts.isIdentifier(node)) {
    for (let block: ts.Node | undefined = node.parent; block !== undefined; block = block.parent) {
      if (!ts.isBlock(block) && !ts.isSourceFile(block)) continue;
      for (const statement of block.statements) {
        if (!ts.isVariableStatement(statement)) continue;
        const declared = statement.declarationList.declarations.find((declaration) => declaration.name.getText() === node.text);
        if (declared?.initializer) return textsOf(declared.initializer);
      }
    }
  }
  return ["…"];
}
