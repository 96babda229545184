import { focusAnswer } from "@/app/export-answer";
import { staffZone } from "@/components/frame/staff-zone";

/** All use of the page's period, of one customer or of all, as a FOCUS file. */
export function GET(request: Request) {
  return focusAnswer(
    request,
    () => staffZone,
    (api, { customer, from, to, ...asked }) =>
      api.usage.providerFocus({ ...asked, from: from.toISOString(), to: to.toISOString(), customerId: customer }),
  );
}
