import { answerNextAuth } from "../../../../lib/auth/next-auth.ts";
import { plainRoute } from "../../../../lib/http/plain-route.ts";

const answer = plainRoute(answerNextAuth);

export { answer as GET, answer as POST };
