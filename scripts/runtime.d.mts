export type RuntimeRequest = {
  root: string;
  platform: string;
  arch: string;
  glibc: boolean;
  current: string;
  version: string;
};

export function chooseRuntime(
  request: RuntimeRequest,
): { node: string; pinned: boolean } | { problem: string };
export function isNewEnough(version: string): boolean;
export function installReason(root: string): string | null;
