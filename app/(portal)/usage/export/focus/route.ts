import { focusAnswer } from "@/app/export-answer";

/** All use of the company in the page's period as a FOCUS file. */
export function GET(request: Request) {
  return focusAnswer(
    request,
    (api) => api.frame.zone(),
    (api, { customer: _, from, to, ...asked }) =>
      api.usage.focus({ ...asked, from: from.toISOString(), to: to.toISOString() }),
  );
}
