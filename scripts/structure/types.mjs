// What checks nothing or bypasses what does: casts, server actions, output past the log.
import { lineAt } from "./source.mjs";

/** @typedef {import("./source.mjs").Source} Source @typedef {import("./source.mjs").Fault} Fault */

/**
 * @param {Source[]} sources @param {RegExp} pattern @param {string} rule @returns {Fault[]}
 */
const found = (sources, pattern, rule) =>
  sources.flatMap((source) =>
    [...source.code.matchAll(pattern)].map((match) => ({
      file: source.path,
      line: lineAt(source.code, match.index),
      rule,
    })),
  );

/**
 * `as unknown as` outside tests, and biome's or TypeScript's check for `any` switched off.
 * @param {Source[]} sources
 */
export function castFaults(sources) {
  const own = sources.filter(({ test }) => !test);
  const casts = found(
    own,
    /\bas\s+unknown\s+as\b/g,
    "no cast through unknown: give the value its type where it is made",
  );
  const off = own.flatMap((source) =>
    source.comments
      .filter(({ text }) =>
        /biome-ignore lint\/suspicious\/noExplicitAny|@ts-(?:nocheck|ignore|expect-error)/.test(text),
      )
      .map(({ start }) => ({
        file: source.path,
        line: lineAt(source.text, start),
        rule: "no `any`, no unchecked line",
      })),
  );
  return [...casts, ...off];
}

/**
 * Server actions: Next itself answers 500 to what it cannot read of their bodies, before any check of ours.
 * @param {Source[]} sources
 */
export const serverActionFaults = (sources) =>
  found(
    sources,
    /^\s*["']use server["']/gm,
    "no server actions: a tRPC mutation, or a form that posts to app/api/session",
  );

/** `console` in what runs unattended: the log has time, level and request id. @param {Source[]} sources */
export function consoleFaults(sources) {
  const unattended = sources.filter(({ test, path }) => !test && /^(server|worker|app)\/|^instrumentation/.test(path));
  return found(
    unattended,
    /(?<!["'.\w])console\s*\.\s*(?:log|info|warn|error|debug|trace)\b/g,
    "no console: write to server/log.ts",
  );
}
