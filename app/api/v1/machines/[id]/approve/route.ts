import { methods } from "@/server/http/methods";
import { approveAndActivate } from "@/server/workflow/decide-machine";
import { approveMachine } from "../../contract";
import { onMachine } from "../../on-machine";

export const dynamic = "force-dynamic";

/** No body is needed. 409 where it does not wait, or no seat is left. */
const post = onMachine(approveMachine, (ctx, key) => approveAndActivate(ctx, key));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
