// No circles: neither of files, types included, nor of the server's modules, where types do not count.
import { isStates } from "./direction.mjs";
import { moduleOf } from "./source.mjs";

/** @typedef {Map<string, Map<string, { file: string, line: number }>>} Graph from -> to -> where */

/**
 * The circles of a graph, each once: a shortest one through the first edge that closes it.
 * @param {Graph} graph @returns {{ circle: string[], file: string, line: number }[]}
 */
function circlesOf(graph) {
  const component = components(graph);
  const seen = new Set();
  const found = [];
  for (const [from, edges] of graph) {
    const mine = component.get(from);
    for (const [to, where] of edges) {
      if (component.get(to) !== mine || seen.has(mine)) continue;
      seen.add(mine);
      found.push({ circle: [from, ...pathBetween(graph, to, from)], ...where });
    }
  }
  return found;
}

/**
 * The strongly connected component of each node, by a number (Tarjan, without recursion).
 * @param {Graph} graph @returns {Map<string, number>}
 */
function components(graph) {
  /** @type {Map<string, number>} */
  const index = new Map();
  /** @type {Map<string, number>} */
  const low = new Map();
  /** @type {Map<string, number>} */
  const component = new Map();
  /** @type {string[]} */
  const open = [];
  for (const root of graph.keys()) {
    if (index.has(root)) continue;
    const work = [{ node: root, edges: [...(graph.get(root)?.keys() ?? [])], at: 0 }];
    while (work.length > 0) {
      const top = /** @type {(typeof work)[number]} */ (work.at(-1));
      if (!index.has(top.node)) {
        index.set(top.node, index.size);
        low.set(top.node, index.size - 1);
        open.push(top.node);
      }
      const next = top.edges[top.at];
      top.at += 1;
      if (next === undefined) {
        work.pop();
        const mine = low.get(top.node) ?? 0;
        const above = work.at(-1)?.node;
        if (above !== undefined) low.set(above, Math.min(low.get(above) ?? 0, mine));
        if (mine !== index.get(top.node)) continue;
        for (let node = open.pop(); node !== undefined; node = node === top.node ? undefined : open.pop())
          component.set(node, mine);
      } else if (!index.has(next)) work.push({ node: next, edges: [...(graph.get(next)?.keys() ?? [])], at: 0 });
      else if (!component.has(next)) low.set(top.node, Math.min(low.get(top.node) ?? 0, index.get(next) ?? 0));
    }
  }
  return component;
}

/** A shortest way, both ends included. @param {Graph} graph @param {string} from @param {string} to */
function pathBetween(graph, from, to) {
  /** @type {string[][]} */
  const ways = [[from]];
  const seen = new Set([from]);
  for (const way of ways) {
    const end = /** @type {string} */ (way.at(-1));
    if (end === to) return way;
    for (const next of graph.get(end)?.keys() ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return [];
}

/** @param {Graph} graph @param {string} from @param {string} to @param {{ file: string, line: number }} where */
function connect(graph, from, to, where) {
  const edges = graph.get(from) ?? new Map();
  if (!edges.has(to)) edges.set(to, where);
  graph.set(from, edges);
}

/**
 * Circles of files, in the whole tree.
 * @param {import("./source.mjs").Source[]} sources @returns {import("./source.mjs").Fault[]}
 */
export function fileCycleFaults(sources) {
  const files = new Set(sources.map((source) => source.path));
  /** @type {Graph} */
  const graph = new Map();
  for (const source of sources)
    for (const { target, line, package: name } of source.imports) {
      if (name) continue;
      const file = ["", ".ts", ".tsx", ".mjs", "/index.ts"].map((end) => target + end).find((path) => files.has(path));
      if (file) connect(graph, source.path, file, { file: source.path, line });
    }
  return circlesOf(graph).map(({ circle, file, line }) => ({
    file,
    line,
    rule: `files import each other in a circle: ${circle.join(" -> ")}`,
  }));
}

/**
 * Circles of the server's modules.
 * @param {import("./source.mjs").Source[]} sources @returns {import("./source.mjs").Fault[]}
 */
export function moduleCycleFaults(sources) {
  /** @type {Graph} */
  const graph = new Map();
  for (const source of sources.filter(({ test }) => !test)) {
    const mine = moduleOf(source.path);
    for (const { target, line, typeOnly, package: name } of source.imports) {
      const theirs = typeOnly || name || isStates(target) ? undefined : moduleOf(target);
      if (mine && theirs && theirs !== mine) connect(graph, mine, theirs, { file: source.path, line });
    }
  }
  return circlesOf(graph).map(({ circle, file, line }) => ({
    file,
    line,
    rule: `modules import each other in a circle: ${circle.join(" -> ")}`,
  }));
}
