/**
 * A program with calls in it that tell which line runs and what its names hold: `__at(line)` before a statement and in
 * a loop's condition, `__see("name", name)` after what gives it a value. Nothing moves to another line.
 */
import type { SyntaxNode, Tree } from "@lezer/common";
import { parser as javascript } from "@lezer/javascript";
import { parser as python } from "@lezer/python";
import type { Language } from "./protocol.ts";

const parse = (language: Language, source: string): Tree => (language === "python" ? python : javascript).parse(source);

/** The first line that is no part of a program, or 0. */
export function wrong(language: Language, source: string): number {
  let at = -1;
  parse(language, source).iterate({ enter: (n) => void (n.type.isError && at < 0 && (at = n.from)) });
  return at < 0 ? 0 : lineAt(source, at);
}

function lineAt(source: string, at: number): number {
  let line = 1;
  for (let i = source.indexOf("\n"); i >= 0 && i < at; i = source.indexOf("\n", i + 1)) line++;
  return line;
}

export function traced(language: Language, source: string): string {
  return changed(language, source, language === "python" ? inPython : inJavaScript);
}

/** Python whose decode() knows errors="ignore", which MicroPython's does not. */
export const adapted = (source: string): string =>
  changed("python", source, (node, source, _, put) => {
    const [what, list] = [node.firstChild, node.lastChild];
    if (node.name !== "CallExpression" || what?.name !== "MemberExpression" || list?.name !== "ArgList" || !list.getChild(",") && !list.getChild("AssignOp")) return;
    const [object, method] = [what.firstChild!, what.lastChild!];
    if (source.slice(method.from, method.to) !== "decode") return;
    put(node.from, "__decode(");
    put(object.to, ", ", list.from + 1);
  });

function changed(language: Language, source: string, visit: Visit): string {
  const inserts: [at: number, text: string, until: number][] = [];
  const put = (at: number, text: string, until = at) => void inserts.push([at, text, until]);
  const line = (n: SyntaxNode) => lineAt(source, n.from);
  parse(language, source).iterate({ enter: ({ node }) => visit(node, source, line, put) });
  inserts.sort(([a], [b]) => a - b); // stable: what is put at one place stays in order
  let out = "";
  let from = 0;
  for (const [at, text, until] of inserts) {
    out += source.slice(from, at) + text;
    from = until;
  }
  return out + source.slice(from);
}

type Visit = (node: SyntaxNode, source: string, line: (n: SyntaxNode) => number, put: (at: number, text: string, until?: number) => void) => void;

const seen = (names: string[], end = "") => `__see(${names.map((name) => `${JSON.stringify(name)}, ${name}`).join(", ")})${end}`;

const inPython: Visit = (node, source, line, put) => {
  const { name, parent } = node;
  if (/^(Assign|Update|Expression|Return|Raise|Assert|Delete|Pass|Break|Continue|Import)Statement$/.test(name) && /^(Script|Body)$/.test(parent?.name ?? "")) {
    put(node.from, `__at(${line(node)}); `);
    const names = name === "AssignStatement" || name === "UpdateStatement" ? targets(node, source) : [];
    if (names.length) put(node.to, `; ${seen(names)}`);
  }
  // A walrus is left as it is: its name is seen with the next assignment.
  if (name === "WhileStatement" || name === "IfStatement") {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (!/^(while|if|elif)$/.test(child.name)) continue;
      const condition = child.nextSibling;
      if (!condition || condition.type.isError) continue;
      put(condition.from, `__at(${line(condition)}) or (`);
      put(condition.to, ")");
    }
  }
};

/** The names that a statement of Python gives a value. */
function targets(node: SyntaxNode, source: string): string[] {
  const names: string[] = [];
  let pending: string[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === "AssignOp" || child.name === "UpdateOp") {
      names.push(...pending);
      pending = [];
    } else if (child.name === "VariableName") pending.push(source.slice(child.from, child.to));
    else if (child.name === "TupleExpression" || child.name === "ArrayExpression") {
      for (let part = child.firstChild; part; part = part.nextSibling) if (part.name === "VariableName") pending.push(source.slice(part.from, part.to));
    }
  }
  return [...new Set(names)];
}

const inJavaScript: Visit = (node, source, line, put) => {
  const { name, parent } = node;
  const listed = /^(Script|Block)$/.test(parent?.name ?? "");
  if (listed && /^(ExpressionStatement|VariableDeclaration|ReturnStatement|ThrowStatement|BreakStatement|ContinueStatement|IfStatement|WhileStatement|DoStatement|ForStatement|SwitchStatement|TryStatement)$/.test(name)) {
    put(node.from, `__at(${line(node)}); `);
    const names = name === "VariableDeclaration" || name === "ExpressionStatement" ? assigned(node, source) : [];
    if (names.length) put(node.to, `; ${seen(names, ";")}`);
  }
  if (name === "WhileStatement") {
    const condition = node.getChild("ParenthesizedExpression");
    if (condition) {
      put(condition.from + 1, `__at(${line(condition)}) || (`);
      put(condition.to - 1, ")");
    }
  }
};

/** The names that a statement of JavaScript gives a value. */
function assigned(node: SyntaxNode, source: string): string[] {
  const names: string[] = [];
  const walk = (n: SyntaxNode, target: boolean): void => {
    for (let child = n.firstChild; child; child = child.nextSibling) {
      if (child.name === "VariableDefinition" || (child.name === "VariableName" && target)) names.push(source.slice(child.from, child.to));
      else if (child.name === "ArrayPattern" || child.name === "ArrayExpression") {
        if (target || n.name === "VariableDeclaration") walk(child, true);
      } else if (child.name === "AssignmentExpression") {
        const left = child.firstChild!;
        if (left.name === "VariableName") names.push(source.slice(left.from, left.to));
        else if (left.name === "ArrayExpression") walk(left, true);
      }
    }
  };
  walk(node, false);
  return [...new Set(names)];
}
