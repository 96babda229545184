// What the commands print. One line per step, faults as sentences.

/** A fault that the operator can mend: printed without a stack. */
export class Fault extends Error {}

/** Prints a step of the start. */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Prints a fault: the sentence alone where it is ours, all of it where it is not. */
export function complain(error) {
  const text = error instanceof Fault || process.env.SPILLWAY_DEBUG === undefined ? error.message : error.stack;
  process.stderr.write(`${text}\n`);
}

// A reader that went away (npm start | head) is no reason to leave processes behind.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
