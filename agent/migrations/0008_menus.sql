-- Menus (IVR): a kind of flow, and the announcements that they play (decision 0013).

-- Mailboxes and queues are kinds of decision 0013 too; which of them there are, the domain says.
alter table flows drop constraint flows_kind_check;
alter table flows add constraint flows_kind_check
  check (kind in ('ring_group', 'schedule', 'menu', 'mailbox', 'queue'));
alter table flow_exits drop constraint flow_exits_exit_check;
alter table flow_exits add constraint flow_exits_exit_check check (exit in ('noanswer', 'open', 'closed', 'holiday',
  'key0', 'key1', 'key2', 'key3', 'key4', 'key5', 'key6', 'key7', 'key8', 'key9', 'keystar', 'keyhash', 'timeout', 'invalid'));

-- Recorded announcements. A sound never changes, so the id names it for ever: applied models, files and restores know it
-- by that. A deleted one keeps its row, for what is live or was once may play it.
create table prompts (
  id opaque_id not null,
  tenant_id opaque_id not null references tenants,
  name text not null,
  file_name text not null,
  -- As Asterisk plays it: WAV, 8 kHz, mono, 16 bit.
  sound bytea not null,
  seconds double precision not null check (seconds > 0),
  deleted_at timestamptz,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  name_key text collate "und-x-icu" generated always as (lower(name collate "und-x-icu")) stored,
  primary key (tenant_id, id),
  unique (id)
);
-- It is compressed nowhere: sound does not get smaller.
alter table prompts alter column sound set storage external;
create index prompts_name on prompts (tenant_id, name_key, id);
alter table prompts enable row level security;
alter table prompts force row level security;
create policy scoped on prompts using (app_sees(tenant_id)) with check (app_sees(tenant_id));

-- Which announcement a menu plays; `settings` says it, and the reference holds it.
alter table flows
  add column prompt_id text generated always as (settings ->> 'promptId') stored,
  add foreign key (tenant_id, prompt_id) references prompts (tenant_id, id);
create index flows_prompt on flows (tenant_id, prompt_id) where prompt_id is not null;
