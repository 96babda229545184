import { customerOfMachine } from "@/server/collection/customer-of-machine";
import { methods } from "@/server/http/methods";
import { setUnits } from "@/server/workflow/set-units";
import { serve } from "../../../serve";
import { setUnits as set } from "../../contract";

export const dynamic = "force-dynamic";

const put = serve(set, (program, { params, body }) =>
  program.owning(
    (ctx) => customerOfMachine(ctx, params.id),
    async (ctx, customerId) => {
      const { version } = await setUnits(ctx, { ...body, customerId, machineId: params.id });
      return { ...body, version };
    },
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ PUT: put });
