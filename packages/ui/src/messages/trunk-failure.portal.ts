/** Stands in for trunk-failure.ts in the portal's build (apps/portal/vite.config.ts): nobody changes trunks there. */
export const trunkFailureText = (): { title: string; todo: string } => ({ title: '', todo: '' });
