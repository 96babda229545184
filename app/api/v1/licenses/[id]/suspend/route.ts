import { methods } from "@/server/http/methods";
import { suspendLicense } from "@/server/licensing/suspend-license";
import { suspendLicense as suspend } from "../../contract";
import { onLicense } from "../../on-license";

export const dynamic = "force-dynamic";

const post = onLicense(suspend, (ctx, key, { reason }) => suspendLicense(ctx, { ...key, reason }));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
