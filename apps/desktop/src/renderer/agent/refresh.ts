import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from './client.tsx';

/** After a change: everything of the tenant that may show it. */
export function useRefresh(): () => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => {
    for (const key of [
      trpc.user.pathKey(),
      trpc.did.pathKey(),
      trpc.flow.pathKey(),
      trpc.prompt.pathKey(),
      trpc.trace.pathKey(),
      trpc.device.pathKey(),
      trpc.handling.pathKey(),
      trpc.location.pathKey(),
      trpc.trunk.pathKey(),
      trpc.policy.pathKey(),
      trpc.trace.pathKey(),
      trpc.applies.pathKey(),
      trpc.history.pathKey(),
      trpc.drift.pathKey(),
      trpc.freeze.pathKey(),
      trpc.tenant.pathKey(),
      trpc.audit.pathKey(),
      trpc.account.pathKey(),
      trpc.box.pathKey(),
      trpc.mail.pathKey(),
      trpc.spending.pathKey(),
      trpc.alert.pathKey(),
      trpc.voicemail.pathKey(),
    ])
      void queryClient.invalidateQueries({ queryKey: key });
  };
}
