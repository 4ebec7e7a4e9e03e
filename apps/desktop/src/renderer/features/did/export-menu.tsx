import { Button, Menu } from '@mantine/core';
import type { TenantId } from '@synergycall/domain';
import { t, toastDone, toastFailure } from '@synergycall/ui';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { saveFile } from './save-file.ts';

const TYPES = { csv: 'text/csv', json: 'application/json' } as const;

/** The inventory as a file that can be imported again. `inTenant` null: the numbers of nobody; undefined: all. */
export function ExportMenu({ inTenant }: { inTenant: TenantId | null | undefined }) {
  const client = useTRPCClient();
  const [busy, setBusy] = useState(false);
  const save = async (format: 'csv' | 'json') => {
    setBusy(true);
    const result = await outcome(client.did.export.query({ format, ...(inTenant === undefined ? {} : { inTenant }) }));
    setBusy(false);
    if (!result.ok) return toastFailure(result.error);
    const day = new Date().toISOString().slice(0, 10);
    saveFile(`numbers-${day}.${format}`, result.value.text, TYPES[format]);
    toastDone(t('inventory.exported.toast', { n: result.value.count }));
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={busy} leftSection={<IconDownload size={15} stroke={1.75} />}>
          {t('inventory.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save('csv')}>{t('inventory.export.csv')}</Menu.Item>
        <Menu.Item onClick={() => void save('json')}>{t('inventory.export.json')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
