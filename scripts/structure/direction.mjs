// Who may import whom (docs/architecture.md, "Direction").
import { moduleOf } from "./source.mjs";

const ENTRANCES = ["app", "worker", "cli"];
/** Leaves: they serve the modules and know none of them. */
const LEAVES = ["clouds", "notifications"];
/** Open to all: writing down what happened, telling it, and the ring that secrets are encrypted under. */
const OPEN_TO_ALL = ["audit", "notifications", "keys"];

const area = (file) => file.split("/")[0];

/** Whether the browser may have it: the forms' rules. */
function isInput(target) {
  return /^server\/[^/]+\/input(\.ts)?$/.test(target);
}

/** A module's list of states: a leaf that imports nothing, so that everybody may import it. */
export function isStates(target) {
  return /^server\/[^/]+\/states(\.ts)?$/.test(target);
}

/**
 * The rules for one import; each answers a sentence when the import breaks it.
 * @param {import("./source.mjs").Source} source
 * @param {import("./source.mjs").Import} used
 */
function faultOf(source, used) {
  const from = source.path;
  const to = used.target;
  if (isStates(from)) return "states.ts imports nothing: database, server and screens import it";
  if (used.package) {
    if (used.package === "recharts" && !from.startsWith("components/charts/"))
      return "only components/charts imports recharts";
    return undefined;
  }
  const [here, there] = [area(from), area(to)];
  if (isStates(to) && here !== "sandbox-cloud") return undefined;
  if (here === "sandbox-cloud" && there !== "sandbox-cloud") return "sandbox-cloud imports nothing of ours";
  if (there === "sandbox-cloud" && here !== "sandbox-cloud") return "nothing imports sandbox-cloud";
  if (here === "components") return componentFault(to, there, used.typeOnly);
  if (here === "server") return serverFault(from, to, there, used.typeOnly);
  if (here === "db" && !mayUseServer(from) && there === "server" && moduleOf(to) && !used.typeOnly) {
    return "db imports no module: modules stand on it";
  }
  if (here === "db" && [...ENTRANCES, "components"].includes(there)) return "db imports nothing that stands on it";
  if (there !== here && ENTRANCES.includes(there)) return `${there} is an entrance: nothing imports it`;
  return undefined;
}

/** Programs that live in db/ and fill a database through the modules' verbs. */
function mayUseServer(file) {
  return /^db\/(migrate|seed|demo|testing)(\/|\.ts$|-)/.test(file);
}

function componentFault(to, there, typeOnly) {
  if (there === "components" || there === "public") return undefined;
  if (typeOnly && (there === "server" || there === "db")) return undefined;
  if (there === "server" && isInput(to)) return undefined;
  return "components import only input.ts, states.ts and types from the server";
}

function serverFault(from, to, there, typeOnly) {
  if ([...ENTRANCES, "components"].includes(there)) return "the server imports nothing that stands on it";
  if (there !== "server") return undefined;
  const [mine, theirs] = [moduleOf(from), moduleOf(to)];
  if (theirs === undefined || theirs === mine) return undefined;
  if (mine === undefined) {
    return typeOnly || OPEN_TO_ALL.includes(theirs) ? undefined : "the files beside the modules import no module";
  }
  if (theirs === "trpc") return "server/trpc is imported by entrances and components only";
  if (theirs === "workflow" && mine !== "trpc") return "no module calls workflow: it is the one that knows their order";
  if (LEAVES.includes(mine) && !OPEN_TO_ALL.includes(theirs) && !typeOnly)
    return `server/${mine} is a leaf: it imports no module`;
  return undefined;
}

/** Direction faults: [{ file, line, rule }]. */
export function directionFaults(sources) {
  return sources
    .filter((source) => !source.test)
    .flatMap((source) =>
      source.imports.flatMap((used) => {
        const rule = faultOf(source, used);
        return rule ? [{ file: source.path, line: used.line, rule: `${rule} (imports ${used.target})` }] : [];
      }),
    );
}

/** Cycles between the server's modules, workflow and trpc left out. Types do not count: nothing of them runs. */
export function cycleFaults(sources) {
  const edges = new Map();
  for (const source of sources.filter((one) => !one.test)) {
    const mine = moduleOf(source.path);
    if (!mine || mine === "workflow" || mine === "trpc") continue;
    for (const used of source.imports) {
      const theirs = used.package || used.typeOnly || isStates(used.target) ? undefined : moduleOf(used.target);
      if (!theirs || theirs === mine || theirs === "workflow" || theirs === "trpc") continue;
      if (!edges.has(mine)) edges.set(mine, new Map());
      if (!edges.get(mine).has(theirs)) edges.get(mine).set(theirs, { file: source.path, line: used.line });
    }
  }
  const faults = [];
  const done = new Set();
  const visit = (module, trail) => {
    const at = trail.indexOf(module);
    if (at >= 0) {
      const circle = [...trail.slice(at), module];
      const { file, line } = edges.get(trail.at(-1)).get(module);
      faults.push({ file, line, rule: `modules import each other in a circle: ${circle.join(" -> ")}` });
      return;
    }
    if (done.has(module)) return;
    for (const next of edges.get(module)?.keys() ?? []) visit(next, [...trail, module]);
    done.add(module);
  };
  for (const module of edges.keys()) visit(module, []);
  return faults;
}
