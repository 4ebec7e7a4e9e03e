import type { DeviceView } from '@synergycall/domain';
import { t, toastDone, toastFailure } from '@synergycall/ui';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';

/** Enables or disables a device; both go live with the next apply. */
export function useDeviceSwitch(device: DeviceView): () => void {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const { tenantId, id, revision, label, enabled } = device;
  const run = async () => {
    const result = await outcome(client.device.update.mutate({ tenantId, id, revision, enabled: !enabled }));
    refresh();
    if (result.ok) toastDone(enabled ? t('device.disabled.toast', { label }) : t('device.enabled.toast', { label }));
    else toastFailure(result.error);
  };
  return () => void run();
}
