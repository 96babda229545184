// Services, meters and drivers are named in their own rooms only (docs/architecture.md, "Services", "Ports").
import { lineAt, moduleOf } from "./source.mjs";

/** @typedef {import("./source.mjs").Source} Source @typedef {import("./source.mjs").Fault} Fault */
/** @typedef {{ pattern: RegExp, room: string, what: string }} Naming */

const HELD = /^(server|app|cli|components|worker)\//;
const SERVICES = "server/services";
const DRIVERS = "server/clouds/drivers";

/** Folders of a room, by name. @param {Source[]} sources @param {string} room */
function foldersOf(sources, room) {
  const folder = new RegExp(`^${room}/([^/]+)/`);
  return [...new Set(sources.flatMap(({ path }) => folder.exec(path)?.[1] ?? []))];
}

/** Slugs of the shipped meters, as their file lists them. @param {Source[]} sources */
function metersOf(sources) {
  const file = sources.find(({ path }) => path === `${SERVICES}/meters.ts`);
  const slugs = file?.code.matchAll(/(?:\b(?:counter|gauge)\(|\bslug:\s*)"([\w-]+)"/g) ?? [];
  return [...slugs].flatMap(([, slug]) => slug ?? []);
}

/** @param {string[]} names */
const literal = (names) => `["'\`](?<name>${names.join("|")})["'\`]`;

/**
 * Literals that name something of a room, wherever they are; nothing where there are no names.
 * @param {string[]} names @param {string} room @param {string} what @returns {Naming[]}
 */
const anywhere = (names, room, what) =>
  names.length === 0 ? [] : [{ pattern: new RegExp(literal(names), "g"), room, what }];

/**
 * The same for names that are ordinary words too: where they are compared with, assigned to or listed under a word.
 * @param {string[]} names @param {string} word @param {string} room @param {string} what @returns {Naming[]}
 */
function under(names, word, room, what) {
  if (names.length === 0) return [];
  return [
    `\\b\\w*${word}\\w*\\)?\\s*(?:[=!]==?|\\?\\?|=|:)\\s*(?:\\[[^\\]]*?)?${literal(names)}`,
    `${literal(names)}\\s*[=!]==?\\s*[\\w.?]*\\b\\w*${word}`,
  ].map((pattern) => ({ pattern: new RegExp(pattern, "g"), room, what }));
}

/** Places outside a room that name what only the room may name. @param {Source[]} sources @returns {Fault[]} */
export function namingFaults(sources) {
  const meters = metersOf(sources);
  const namings = [
    ...anywhere(foldersOf(sources, SERVICES), SERVICES, "service"),
    ...anywhere(
      meters.filter((slug) => slug.includes("-")),
      SERVICES,
      "meter",
    ),
    ...under(meters, "[mM]eter", SERVICES, "meter"),
    ...under(foldersOf(sources, DRIVERS), "[dD]river", DRIVERS, "driver"),
  ];
  return sources
    .filter(({ path, test }) => HELD.test(path) && !test && !path.endsWith("/fixtures.ts"))
    .flatMap(({ path, code }) => {
      const found = namings
        .filter(({ room }) => !path.startsWith(`${room}/`))
        .flatMap(({ pattern, room, what }) =>
          [...code.matchAll(pattern)].map((match) => ({
            file: path,
            line: lineAt(code, match.index),
            rule: `"${match.groups?.name}" is a ${what}'s name: only ${room} names it`,
          })),
        );
      return [...new Map(found.map((fault) => [`${fault.line} ${fault.rule}`, fault])).values()];
    });
}

/**
 * Imports of modules into server/services: it imports none, so that every module may import it.
 * @param {Source[]} sources @returns {Fault[]}
 */
export function serviceImportFaults(sources) {
  return sources
    .filter(({ path, test }) => path.startsWith(`${SERVICES}/`) && !test)
    .flatMap(({ path, imports }) =>
      imports.flatMap(({ target, package: name, typeOnly, line }) => {
        const theirs = name || typeOnly ? undefined : moduleOf(target);
        return theirs === undefined || theirs === "services"
          ? []
          : [{ file: path, line, rule: `${SERVICES} imports no module (imports ${target})` }];
      }),
    );
}
