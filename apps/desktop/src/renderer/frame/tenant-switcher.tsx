import { Combobox, useCombobox } from '@mantine/core';
import type { TenantView } from '@synergycall/domain';
import { StateDot, Tag, t } from '@synergycall/ui';
import { IconCheck, IconSelector } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { Mark } from '../features/connect/welcome.tsx';
import { useSession } from '../features/session/session.ts';
import { routes } from './routes.ts';

/** Which company on which box, with type-to-find: the first letters and Enter switch. */
export function TenantSwitcher({
  tenants,
  tenant,
}: {
  tenants: readonly TenantView[];
  tenant: TenantView | undefined;
}) {
  const { site } = useSession();
  const [, navigate] = useLocation();
  const [search, setSearch] = useState('');
  const combobox = useCombobox({
    onDropdownOpen: () => combobox.focusSearchInput(),
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      combobox.focusTarget();
      setSearch('');
    },
  });
  const wanted = search.trim().toLocaleLowerCase();
  const found = tenants.filter((each) => each.name.toLocaleLowerCase().includes(wanted)).slice(0, 100);
  const name = tenant?.name ?? t('frame.noTenant');
  return (
    <Combobox
      store={combobox}
      width={260}
      position="bottom-start"
      withinPortal={false}
      shadow="md"
      onOptionSubmit={(id) => {
        combobox.closeDropdown();
        navigate(routes.users(id));
      }}
    >
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        <button
          type="button"
          className="d-switcher"
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          onClick={() => combobox.toggleDropdown()}
        >
          <Mark size={28} />
          <span className="d-switcher-text">
            <span className="sc-visually-hidden">{t('frame.switchTenant')}</span>
            <span className="sc-truncate d-strong">{name}</span>
            <span className="sc-truncate sc-dim d-small">{site.host}</span>
          </span>
          <IconSelector size={15} stroke={1.6} className="sc-dim" aria-hidden />
        </button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            combobox.selectFirstOption();
          }}
          placeholder={t('frame.findTenant')}
          aria-label={t('frame.findTenant')}
        />
        <Combobox.Options mah={320} style={{ overflowY: 'auto' }} aria-label={t('nav.tenants')}>
          {found.length === 0 ? <Combobox.Empty>{t('frame.noTenantFound')}</Combobox.Empty> : null}
          {found.map((each) => (
            <Combobox.Option key={each.id} value={each.id} active={each.id === tenant?.id}>
              <span className="d-option">
                <span className="sc-truncate d-grow">{each.name}</span>
                {each.status === 'suspended' ? <Tag tone="failed">{t('state.suspended')}</Tag> : null}
                {each.id === tenant?.id ? <IconCheck size={14} aria-hidden /> : null}
              </span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
      {tenant?.status === 'suspended' ? (
        <div className="d-switcher-note">
          <StateDot tone="failed" label={t('state.suspended')} />
        </div>
      ) : null}
    </Combobox>
  );
}
