import { nowhere } from "../../../lib/http/nowhere.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nowhere;
