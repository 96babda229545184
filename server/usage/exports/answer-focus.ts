import { parseInput } from "../../parse-input";
import { type AskedByKey, inKeysScope } from "../questions/keys-scope";
import { usageFile } from "./focus-columns";
import { focusFile } from "./focus-file";
import { focusPage } from "./focus-lines";
import { focusQuestion } from "./input";

/** `GET /api/v1/usage-exports/focus`: all use of a time as a FOCUS file, for a program's key (`usage:read`). */
export function answerFocus(url: URL, asked: AskedByKey): Promise<Response> {
  const { customer, format, ...time } = parseInput(focusQuestion, Object.fromEntries(url.searchParams));
  return focusFile({ ...usageFile, format, now: asked.now, askedBy: asked.actor.id }, (cursor) =>
    inKeysScope(asked, customer, (ctx, customerId) => focusPage(ctx, { ...time, customerId, cursor })),
  );
}
