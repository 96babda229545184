import { methods } from "@/server/http/methods";
import { releaseMachine } from "@/server/workflow/release-machine";
import { releaseMachine as release } from "../../contract";
import { onMachine } from "../../on-machine";

export const dynamic = "force-dynamic";

/** Again: nothing changes. */
const post = onMachine(release, (ctx, key, { reason }) => releaseMachine(ctx, { ...key, reason }));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
