import { methods } from "@/server/http/methods";
import { paymentById } from "@/server/money/post-payment";
import { serve } from "../../serve";
import { getReceived, shownPayment } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getReceived, (program, { params: { id } }) =>
  program.see(undefined, async (ctx) => shownPayment(await paymentById(ctx, { id }))),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
