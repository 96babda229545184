import { methods } from "@/server/http/methods";
import { transferSeat } from "@/server/workflow/release-machine";
import { transferSeat as transfer } from "../../contract";
import { onLicense } from "../../on-license";

export const dynamic = "force-dynamic";

const post = onLicense(transfer, (ctx, key, body) => transferSeat(ctx, { ...key, ...body }));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
