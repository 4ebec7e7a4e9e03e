import { ActionIcon, Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { PolicyId, PolicyView } from '@synergycall/domain';
import { FailureState, SkeletonLines, Tag, t } from '@synergycall/ui';
import { IconCopy, IconDots, IconPencil, IconPlus, IconStar, IconTrash } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { BackLink } from '../../frame/back-link.tsx';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useMay } from '../session/session.ts';
import { PendingTag } from '../user/columns.tsx';
import { usedByText } from './policy-columns.tsx';
import { DeletePolicy } from './delete-policy.tsx';
import { NamePolicy } from './name-policy.tsx';
import { PolicyTester } from './policy-tester.tsx';
import { RuleList } from './rule-list.tsx';
import { RulePanel } from './rule-panel.tsx';
import { usePolicyActs } from './use-policy-acts.ts';

/** One policy: its rules in their order, and beside them what they make of a call. */
export function PolicyPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const query = useQuery(
    trpc.policy.get.queryOptions({ tenantId: tenant.id, id: id as PolicyId }, { refetchInterval: 30_000 }),
  );
  const state = loadable(query);
  return (
    <div className="d-policy-page">
      <BackLink href={routes.policies(tenant.id)}>{t('policy.back')}</BackLink>
      {state.tag === 'ready' ? null : <h1 className="sc-visually-hidden">{t('user.policy')}</h1>}
      {state.tag === 'loading' ? <SkeletonLines lines={8} /> : null}
      {state.tag === 'failed' ? <FailureState failure={state.failure} onRetry={() => void query.refetch()} /> : null}
      {state.tag === 'ready' ? <Policy policy={state.value} /> : null}
    </div>
  );
}

type Asked = 'rename' | 'duplicate' | 'delete';

function Policy({ policy }: { policy: PolicyView }) {
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const [, navigate] = useLocation();
  const acts = usePolicyActs(tenant.id);
  const [asked, setAsked] = useState<Asked>();
  /** The place of the rule whose form is open; `new`: of one that is not there yet. */
  const [opened, setOpened] = useState<number | 'new'>();
  const [hit, setHit] = useState<number>();
  const close = useCallback(() => setOpened(undefined), []);
  const mayChange = may('policy.update');
  return (
    <>
      <header className="d-person-header">
        <div className="d-grow d-min0">
          <h1 className="d-person-title sc-truncate" dir="auto" title={policy.name}>
            {policy.name}
          </h1>
          <div className="d-row d-person-line">
            {policy.isDefault ? <Tag>{t('policy.default.tag')}</Tag> : null}
            <span className="sc-dim">{usedByText(policy)}</span>
            <PendingTag pending={policy.pending} />
          </div>
        </div>
        {mayChange ? (
          <>
            <Button leftSection={<IconPlus size={15} />} onClick={() => setOpened('new')}>
              {t('policy.rule.new')}
            </Button>
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="default" size={32} aria-label={t('common.moreFor', { name: policy.name })}>
                  <IconDots size={16} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconPencil size={15} stroke={1.75} />} onClick={() => setAsked('rename')}>
                  {t('policy.rename')}
                </Menu.Item>
                {policy.isDefault || !may('policy.settings') ? null : (
                  <Menu.Item
                    leftSection={<IconStar size={15} stroke={1.75} />}
                    onClick={() => void acts.makeDefault(policy)}
                  >
                    {t('policy.makeDefault')}
                  </Menu.Item>
                )}
                <Menu.Item leftSection={<IconCopy size={15} stroke={1.75} />} onClick={() => setAsked('duplicate')}>
                  {t('policy.duplicate')}
                </Menu.Item>
                <Menu.Divider />
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={15} stroke={1.75} />}
                  onClick={() => setAsked('delete')}
                >
                  {t('policy.delete')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        ) : (
          <span className="sc-dim">{t('policy.lookOnly')}</span>
        )}
      </header>
      <div className="d-policy">
        <RuleList
          policy={policy}
          mayChange={mayChange}
          hit={hit}
          onOpen={setOpened}
          onMove={(at, to) => acts.move(policy, at, to)}
          onRemove={(at) => void acts.remove(policy, at)}
        />
        <PolicyTester policy={policy} onHit={setHit} />
      </div>
      {opened === undefined ? null : (
        <RulePanel key={String(opened)} policy={policy} at={opened} acts={acts} onClose={close} />
      )}
      {asked === 'rename' ? (
        <NamePolicy
          title={t('policy.rename.title', { name: policy.name })}
          submit={t('user.save')}
          initial={policy.name}
          said={({ name }) => t('user.saved.toast', { name })}
          save={(name) => acts.rename(policy, name)}
          onClose={() => setAsked(undefined)}
        />
      ) : null}
      {asked === 'duplicate' ? (
        <NamePolicy
          title={t('policy.duplicate.title', { name: policy.name })}
          submit={t('policy.duplicate')}
          about={t('policy.duplicate.text')}
          initial=""
          save={(name) => acts.duplicate(policy, name)}
          onClose={() => setAsked(undefined)}
          onSaved={(made) => navigate(routes.policy(tenant.id, made.id))}
        />
      ) : null}
      {asked === 'delete' ? (
        <DeletePolicy
          policy={policy}
          acts={acts}
          onClose={() => setAsked(undefined)}
          onDeleted={() => navigate(routes.policies(tenant.id), { replace: true })}
        />
      ) : null}
    </>
  );
}
