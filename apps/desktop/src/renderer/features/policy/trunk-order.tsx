import { ActionIcon, Select } from '@mantine/core';
import type { TrunkView } from '@synergycall/domain';
import { Tag, t } from '@synergycall/ui';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import { moved } from './rule-acts.ts';

/** The most trunks that a rule tries. */
const MOST = 8;

/** Trunks in the order in which they are tried: added from a list, moved and taken out by buttons. */
export function TrunkOrder(props: {
  trunks: readonly TrunkView[];
  value: readonly string[];
  onChange: (value: string[]) => void;
  error: ReactNode;
}) {
  const { trunks, value } = props;
  const id = useId();
  const [search, setSearch] = useState('');
  const rest = trunks
    .filter((trunk) => !value.includes(trunk.id))
    .map((trunk) => ({
      value: trunk.id as string,
      label: trunk.enabled ? trunk.name : t('policy.trunk.offNamed', { name: trunk.name }),
    }));
  return (
    <div>
      <div className="d-field-label" id={id}>
        {t('policy.trunks')}
      </div>
      {value.length === 0 ? null : (
        <ol className="d-trunk-order" aria-labelledby={id}>
          {value.map((each, at) => {
            const trunk = trunks.find((one) => one.id === each);
            const name = trunk?.name ?? t('policy.trunk.gone');
            return (
              <li key={each}>
                <span className="d-rule-n">{at + 1}</span>
                <bdi className="sc-truncate d-grow" title={name}>
                  {name}
                </bdi>
                {trunk?.tenantId === null ? <Tag>{t('trunk.ofBox.tag')}</Tag> : null}
                {trunk && !trunk.enabled ? <Tag tone="pending">{t('policy.trunk.off')}</Tag> : null}
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={at === 0}
                  aria-label={t('policy.trunk.up', { name })}
                  onClick={() => props.onChange(moved(value, at, at - 1))}
                >
                  <IconArrowUp size={15} stroke={1.75} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={at === value.length - 1}
                  aria-label={t('policy.trunk.down', { name })}
                  onClick={() => props.onChange(moved(value, at, at + 1))}
                >
                  <IconArrowDown size={15} stroke={1.75} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('policy.trunk.out', { name })}
                  onClick={() => props.onChange(value.toSpliced(at, 1))}
                >
                  <IconX size={15} stroke={1.75} />
                </ActionIcon>
              </li>
            );
          })}
        </ol>
      )}
      {rest.length === 0 || value.length >= MOST ? (
        trunks.length === 0 ? (
          <p className="sc-dim d-lead">{t('policy.trunks.noneYet')}</p>
        ) : null
      ) : (
        <Select
          aria-label={t('policy.trunks.add')}
          placeholder={t('policy.trunks.add')}
          searchable
          value={null}
          error={props.error}
          description={value.length > 1 ? t('policy.trunks.hint') : undefined}
          data={rest}
          searchValue={search}
          onSearchChange={setSearch}
          onChange={(added) => {
            if (added === null) return;
            // It stands in the list above; the field is for the next one.
            setSearch('');
            props.onChange([...value, added]);
          }}
        />
      )}
      {rest.length === 0 && props.error !== undefined ? (
        <p className="mantine-InputWrapper-error d-lead">{props.error}</p>
      ) : null}
    </div>
  );
}
