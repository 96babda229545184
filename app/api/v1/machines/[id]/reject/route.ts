import { methods } from "@/server/http/methods";
import { rejectMachine } from "@/server/workflow/decide-machine";
import { rejectMachine as reject } from "../../contract";
import { onMachine } from "../../on-machine";

export const dynamic = "force-dynamic";

/** 409 where it does not wait. */
const post = onMachine(reject, (ctx, key, { reason }) => rejectMachine(ctx, { ...key, reason }));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
