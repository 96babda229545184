// States are data: a subset of a module's states stands in its states.ts, under a name (docs/architecture.md).
import { isStates } from "./direction.mjs";
import { lineAt } from "./source.mjs";

/**
 * @typedef {import("./source.mjs").Source} Source @typedef {import("./source.mjs").Fault} Fault
 * @typedef {{ name: string, file: string, values: Set<string> }} List
 * @typedef {{ type: string, start: number, [key: string]: any }} Node
 */

/** Every node of a syntax tree. @param {any} node @returns {Generator<Node>} */
function* nodesOf(node) {
  if (Array.isArray(node)) for (const one of node) yield* nodesOf(one);
  else if (node && typeof node === "object") {
    if (typeof node.type === "string") yield node;
    for (const [key, child] of Object.entries(node)) if (key !== "parent") yield* nodesOf(child);
  }
}

/** The string a node stands for; undefined for all else. @param {any} node @returns {string | undefined} */
function textOf(node) {
  if (node?.type === "TSLiteralType") return textOf(node.literal);
  return node?.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}

/** Without `as const` and other casts. @param {any} node @returns {any} */
const bare = (node) => (/^TS(As|Satisfies)Expression$/.test(node?.type) ? bare(node.expression) : node);

/** The lists of the modules: exported arrays of strings in states.ts. @param {Source[]} sources @returns {List[]} */
export function stateLists(sources) {
  return sources
    .filter(({ path }) => isStates(path))
    .flatMap(({ path, program }) => {
      /** @type {Map<string, string[]>} */
      const known = new Map();
      for (const node of nodesOf(program)) {
        const array = node.type === "VariableDeclarator" ? bare(node.init) : undefined;
        if (array?.type !== "ArrayExpression") continue;
        const values = array.elements.flatMap((/** @type {any} */ one) =>
          one?.type === "SpreadElement" ? (known.get(one.argument.name) ?? [undefined]) : [textOf(one)],
        );
        if (values.length > 1 && !values.includes(undefined)) known.set(node.id.name, values);
      }
      return [...known]
        .filter(([name]) =>
          new RegExp(`^export const ${name}\\b`, "m").test(sources.find((one) => one.path === path)?.code ?? ""),
        )
        .map(([name, values]) => ({ name, file: path, values: new Set(values) }));
    });
}

/**
 * Operands of a chain of one operator, from the left. `inner` collects the chain's other nodes, which are no chains of
 * their own.
 * @param {any} node @param {string} operator @param {Set<any>} inner @returns {any[]}
 */
function operandsOf(node, operator, inner) {
  if (node?.type === "ParenthesizedExpression") return operandsOf(node.expression, operator, inner);
  if (node?.type !== "LogicalExpression" || node.operator !== operator) return [node];
  inner.add(node);
  return [...operandsOf(node.left, operator, inner), ...operandsOf(node.right, operator, inner)];
}

/**
 * Words that one expression is compared with in a chain.
 * @param {any} chain @param {string} code @param {Set<any>} inner @returns {string[][]}
 */
function comparedWords(chain, code, inner) {
  const equals = chain.operator === "||" ? ["===", "=="] : ["!==", "!="];
  /** @type {Map<string, string[]>} */
  const byLeft = new Map();
  for (const part of operandsOf(chain, chain.operator, inner)) {
    if (part?.type !== "BinaryExpression" || !equals.includes(part.operator)) continue;
    const word = textOf(part.right);
    if (word === undefined) continue;
    const left = code.slice(part.left.start, part.left.end).replace(/\s+/g, "");
    byLeft.set(left, [...(byLeft.get(left) ?? []), word]);
  }
  return [...byLeft.values()];
}

/** Cases of a switch that fall through to one body. @param {any[]} cases @returns {string[][]} */
function sharedCases(cases) {
  const groups = [];
  let group = [];
  for (const one of cases) {
    const word = textOf(one.test);
    if (word !== undefined) group.push(word);
    if (one.consequent.length > 0) {
      groups.push(group);
      group = [];
    }
  }
  return groups;
}

/**
 * Groups of words that a node puts together.
 * @param {Node} node @param {string} code @param {Set<any>} inner @returns {(string | undefined)[][]}
 */
function groupsOf(node, code, inner) {
  if (node.type === "ArrayExpression")
    return [node.elements.filter((/** @type {any} */ one) => one?.type !== "SpreadElement").map(textOf)];
  if (node.type === "TSUnionType") return [node.types.map(textOf)];
  if (node.type === "LogicalExpression")
    return node.operator === "??" || inner.has(node) ? [] : comparedWords(node, code, inner);
  if (node.type === "SwitchStatement") return sharedCases(node.cases);
  if (node.type === "TemplateElement")
    return [...node.value.raw.matchAll(/\bin\s*\(((?:\s*'\w+'\s*,?)+)\)/gi)].map((found) =>
      [...found[1].matchAll(/'(\w+)'/g)].map((word) => word[1]),
    );
  return [];
}

/** Where states are written that are no part of a list: programs of their own, SQL files and tests. */
const judged = (/** @type {Source} */ { path, test }) =>
  !test && !isStates(path) && /^(server|app|components|cli|worker|db)\//.test(path);

/**
 * Two or more states of one list that stand together outside its states.ts: in an array, a union of types, a chain of
 * comparisons, cases of a switch or SQL's `in (…)`.
 * @param {Source[]} sources @returns {Fault[]}
 */
export function stateFaults(sources) {
  const lists = stateLists(sources);
  return sources.filter(judged).flatMap((source) => {
    const inner = new Set();
    return [...nodesOf(source.program)].flatMap((node) =>
      groupsOf(node, source.text, inner).flatMap((words) => {
        const found = lists.filter(({ values }) => words.every((word) => word !== undefined && values.has(word)));
        if (new Set(words).size < 2 || found.length === 0) return [];
        const names = found.map(({ name }) => name).join(" or ");
        const rule = `${words.join(", ")}: name this set in states.ts (${names}) and use the name`;
        return [{ file: source.path, line: lineAt(source.text, node.start), rule }];
      }),
    );
  });
}
