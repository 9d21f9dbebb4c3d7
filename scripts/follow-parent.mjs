// Preloaded into child processes (node --import): when the channel to the parent closes, the parent is gone,
// killed perhaps, and this process ends as if by Ctrl-C.
const GRACE_MS = 15_000;

if (process.channel) {
  process.once("disconnect", () => {
    process.kill(process.pid, "SIGINT");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), GRACE_MS).unref();
  });
  process.channel.unref();
}
