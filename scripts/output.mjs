// What the commands print. One line per step, faults as sentences.

/** A fault that the operator can mend: printed without a stack. */
export class Fault extends Error {}

/** Prints a step of the start. @param {string} text */
export function print(text) {
  process.stdout.write(`${text}\n`);
}

/**
 * Prints a fault: the sentence alone where it is one of ours, with the stack where it is not.
 * @param {unknown} error
 */
export function printFault(error) {
  const full = /ENOSPC|No space left on device/.test(messageOf(error));
  const unforeseen = error instanceof Error && !(error instanceof Fault) && !full;
  const advice = full ? "\nThe disk is full. Free some space and start again: nothing else is needed." : "";
  process.stderr.write(`${unforeseen ? error.stack : messageOf(error)}${advice}\n`);
}

/** What an error says. @param {unknown} error */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** The system's code of an error (ENOENT …), or undefined. @param {unknown} error */
export function codeOf(error) {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

// A reader that went away (npm start | head) is no reason to leave processes behind.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
