import { methods } from "@/server/http/methods";
import { releaseSeat } from "@/server/workflow/change-licenses";
import { releaseSeat as release } from "../../contract";
import { onLicense } from "../../on-license";

export const dynamic = "force-dynamic";

const post = onLicense(release, (ctx, key, { reason }) => releaseSeat(ctx, key, reason));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
