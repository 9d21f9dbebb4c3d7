/** The queues of a job's key, by their routing keys; the first is published to, the others are heard. */
export const RABBITMQ_ROUTES = ["action", "status", "heartbeat"] as const;
export type RabbitmqRoute = (typeof RABBITMQ_ROUTES)[number];

/** The topic exchange of all jobs with this key. */
export function exchangeOf(jobKey: string): string {
  return `scheduler.job.${jobKey}`;
}

/** The queue of a route of a job's key. */
export function queueOf(jobKey: string, route: RabbitmqRoute): string {
  return `${exchangeOf(jobKey)}.${route}`;
}
