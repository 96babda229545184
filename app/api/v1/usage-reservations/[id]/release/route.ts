import { methods } from "@/server/http/methods";
import { releaseReservation } from "../../contract";
import { ending } from "../../end-reservation";

export const dynamic = "force-dynamic";

const post = ending(releaseReservation, "released");

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
