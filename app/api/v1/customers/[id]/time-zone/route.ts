import { changeOrTryTimeZone } from "@/server/configuration/change-customer";
import { methods } from "@/server/http/methods";
import { serve } from "../../../serve";
import { changeTimeZone, shownZoneChange } from "../../contract";

export const dynamic = "force-dynamic";

const put = serve(changeTimeZone, (program, { params, body }) =>
  program.on(params.id, async (ctx, customerId) =>
    shownZoneChange(body.timeZone, await changeOrTryTimeZone(ctx, { ...body, customerId })),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ PUT: put });
