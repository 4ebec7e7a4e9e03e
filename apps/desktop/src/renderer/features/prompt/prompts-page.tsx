import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { updatePromptInput, type PromptId } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { paged } from '../../agent/paged.ts';
import { ListScreen } from '../../frame/list-screen.tsx';
import { NameDialog } from '../../frame/name-dialog.tsx';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { MissingPeek } from '../did/missing-peek.tsx';
import { useMay } from '../session/session.ts';
import { DeletePrompt } from './delete-prompt.tsx';
import { NewPrompt } from './new-prompt.tsx';
import { promptColumns } from './prompt-columns.tsx';
import { PromptPeek, type PromptAct } from './prompt-peek.tsx';
import { ReplacePrompt } from './replace-prompt.tsx';
import { ToRecord } from './to-record.tsx';
import { usePromptActs } from './use-prompt-acts.ts';

/** The tenant's announcements: recorded ones are heard, renamed, replaced, deleted; what is only text waits above them. */
export function PromptsPage({ id }: { id: string | undefined }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const [, navigate] = useLocation();
  const acts = usePromptActs(tenant.id);
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written.trim(), 150);
  const [asked, setAsked] = useState<PromptAct | 'new'>();
  const query = useInfiniteQuery(
    trpc.prompt.list.infiniteQueryOptions(
      { tenantId: tenant.id, limit: 100, ...(search === '' ? {} : { search }) },
      {
        getNextPageParam: (last) => last.nextCursor ?? undefined,
        placeholderData: keepPreviousData,
        refetchInterval: 30_000,
      },
    ),
  );
  const state = loadable(query);
  const list = paged(query);
  const inList = list.rows.find((prompt) => prompt.id === id);
  const single = useQuery(
    trpc.prompt.get.queryOptions(
      { tenantId: tenant.id, id: (id ?? '') as PromptId },
      { enabled: id !== undefined && state.tag === 'ready' && inList === undefined },
    ),
  );
  const shown = inList ?? (id === undefined ? undefined : single.data);
  const open = (to: string | undefined) =>
    navigate(to === undefined ? routes.prompts(tenant.id) : routes.prompt(tenant.id, to), { replace: true });
  const close = () => open(undefined);
  const done = () => setAsked(undefined);
  return (
    <ListScreen
      title={t('prompt.title')}
      about={state.tag === 'ready' && list.total > 0 && search === '' ? t('prompt.count', { n: list.total }) : ''}
      list={list}
      rowKey={(prompt) => prompt.id}
      state={state}
      onRetry={() => void query.refetch()}
      columns={promptColumns}
      selectedKey={shown?.id}
      onPick={(prompt) => open(prompt.id)}
      onOpen={(prompt) => open(prompt.id)}
      search={{ label: t('prompt.search'), written, onWrite: setWritten }}
      found={t('did.found', { n: list.total })}
      making={{
        label: t('prompt.new'),
        onNew: may('prompt.create') ? () => setAsked('new') : undefined,
        lookOnly: t('prompt.lookOnly'),
      }}
      icon={<IconVolume size={28} stroke={1.5} />}
      empty={{ title: t('prompt.empty.title'), text: t('prompt.empty.text') }}
      nothing={{ title: t('callflow.nothing.title'), text: t('prompt.nothing.text', { search }) }}
      notice={<ToRecord acts={acts} />}
      beside={
        shown ? (
          <PromptPeek key={shown.id} prompt={shown} acts={acts} onAct={setAsked} onClose={close} />
        ) : id !== undefined && single.isError ? (
          <MissingPeek name={t('callflow.missing')} error={single.error} onClose={close} />
        ) : null
      }
      onCloseBeside={close}
      isCovered={asked !== undefined}
    >
      {asked === 'new' ? (
        <NewPrompt
          acts={acts}
          onClose={done}
          onMade={(made) => {
            done();
            open(made.id);
          }}
        />
      ) : null}
      {shown && asked === 'rename' ? (
        <NameDialog
          title={t('prompt.rename.title', { name: shown.name })}
          submit={t('user.save')}
          initial={shown.name}
          placeholder={t('prompt.name.placeholder')}
          schema={updatePromptInput.pick({ name: true })}
          save={(name) => acts.rename(shown, name)}
          onClose={done}
        />
      ) : null}
      {shown && asked === 'replace' ? (
        <ReplacePrompt
          prompt={shown}
          acts={acts}
          onClose={done}
          onReplaced={(made) => {
            done();
            open(made.id);
          }}
        />
      ) : null}
      {shown && asked === 'delete' ? (
        <DeletePrompt
          prompt={shown}
          acts={acts}
          onClose={done}
          onDeleted={() => {
            done();
            close();
          }}
        />
      ) : null}
    </ListScreen>
  );
}
