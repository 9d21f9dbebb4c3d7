import { requireMetricsReader } from "../../../lib/auth/metrics-access.ts";
import { metricsEndpoint } from "../../../lib/contracts/endpoints/operating.ts";
import { on } from "../../../lib/http/call.ts";
import { routes } from "../../../lib/http/route.ts";
import { renderMetrics } from "../../../lib/services/metrics/render.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes(
  on(metricsEndpoint, async ({ ctx, request }) => {
    await requireMetricsReader(ctx, request.headers);
    const headers = { "Content-Type": metricsEndpoint.answers[200].contentType };
    return new Response(await renderMetrics(ctx), { headers });
  }),
);
