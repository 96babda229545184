import { methods } from "@/server/http/methods";
import { endQuarantine } from "@/server/workflow/release-machine";
import { endQuarantine as end } from "../../contract";
import { onMachine } from "../../on-machine";

export const dynamic = "force-dynamic";

/** 409 where it is not quarantined. */
const post = onMachine(end, (ctx, key) => endQuarantine(ctx, key));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
