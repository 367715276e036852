/** Exit codes that scripts can rely on: 0 agree or done, 1 differ, 2 could not. */
export const exitCodes = { done: 0, differ: 1, couldNot: 2 } as const;

/** One of the exit codes. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
