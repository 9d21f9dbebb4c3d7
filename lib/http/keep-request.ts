const requests = new WeakMap<AbortSignal, Request>();

/**
 * Keeps a request as long as somebody listens to its signal. Node's Request tells its own signal of an abort only while the
 * request itself is there, and a stream that outlives its handler listens to the signal alone.
 */
export function keepRequest(request: Request): void {
  requests.set(request.signal, request);
}
