// The code by which the system names what went wrong: 'ENOENT', 'EADDRINUSE'.

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
