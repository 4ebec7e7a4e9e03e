/** Stands in for model-problem.ts in the portal's build (apps/portal/vite.config.ts): nobody applies there. */
export const modelProblemText = (): string => '';
