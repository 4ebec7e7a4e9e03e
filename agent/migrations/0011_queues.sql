-- Queues: a kind of flow (decision 0014). Their rows in Asterisk's realtime tables are made by an apply.

alter table flow_exits drop constraint flow_exits_exit_check;
alter table flow_exits add constraint flow_exits_exit_check check (exit in ('noanswer', 'open', 'closed', 'holiday',
  'key0', 'key1', 'key2', 'key3', 'key4', 'key5', 'key6', 'key7', 'key8', 'key9', 'keystar', 'keyhash', 'timeout', 'invalid',
  'full', 'empty'));

-- Of a queue's agents: lower ones are asked first; whether they may log out by themselves.
alter table flow_members
  add column penalty integer not null default 0 check (penalty between 0 and 10),
  add column may_log_out boolean not null default true;

-- The other announcements of a queue, beside the one on arrival (`prompt_id`).
alter table flows
  add column music_prompt_id text generated always as (settings ->> 'musicPromptId') stored,
  add column repeat_prompt_id text generated always as (settings ->> 'repeatPromptId') stored,
  add foreign key (tenant_id, music_prompt_id) references prompts (tenant_id, id),
  add foreign key (tenant_id, repeat_prompt_id) references prompts (tenant_id, id);
create index flows_music_prompt on flows (tenant_id, music_prompt_id) where music_prompt_id is not null;
create index flows_repeat_prompt on flows (tenant_id, repeat_prompt_id) where repeat_prompt_id is not null;

-- Agents who logged out of a queue; whoever has no row is logged in. Live state: effective at once, no part of an apply,
-- never rolled back.
create table queue_logouts (
  tenant_id opaque_id not null,
  flow_id opaque_id not null,
  user_id opaque_id not null,
  since timestamptz not null default now(),
  primary key (tenant_id, flow_id, user_id),
  foreign key (tenant_id, flow_id) references flows (tenant_id, id) on delete cascade,
  foreign key (tenant_id, user_id) references users (tenant_id, id)
);
create index queue_logouts_user on queue_logouts (tenant_id, user_id);
alter table queue_logouts enable row level security;
alter table queue_logouts force row level security;
create policy scoped on queue_logouts using (app_sees(tenant_id)) with check (app_sees(tenant_id));
