-- Mail: who sends it, what is to be sent, and which voicemail messages were told of (decision 0014).

-- One sender per box. SECURITY: the platform's alone, so that no tenant's scope reads the sealed password.
create table mail_settings (
  box_id opaque_id primary key references boxes,
  host text not null,
  port integer not null check (port between 1 and 65535),
  security text not null check (security in ('none', 'starttls', 'tls')),
  username text,
  password_sealed text,
  from_address text not null,
  from_name text not null default '',
  revision integer not null default 1
);
alter table mail_settings enable row level security;
alter table mail_settings force row level security;
create policy platform_only on mail_settings using (app_scope() = 'platform') with check (app_scope() = 'platform');

create table mail_outbox (
  id opaque_id primary key,
  tenant_id opaque_id not null references tenants,
  box_id opaque_id not null references boxes,
  kind text not null check (kind in ('voicemail', 'emergency', 'spending')),
  recipient text not null,
  subject text not null,
  -- Both are deleted once it is sent.
  body text,
  attachment bytea,
  attachment_name text,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  attempts integer not null default 0,
  created_at timestamptz not null default now(),
  next_at timestamptz not null default now(),
  -- Tried until then.
  expires_at timestamptz not null default now() + interval '2 days',
  ended_at timestamptz,
  trouble text,
  answer text not null default '',
  check ((state = 'waiting') = (ended_at is null)),
  check (state = 'sent' or body is not null)
);
alter table mail_outbox alter column attachment set storage external;
create index mail_outbox_due on mail_outbox (box_id, next_at) where state = 'waiting';
create index mail_outbox_newest on mail_outbox (box_id, created_at desc, id desc);

-- null: as the default says, a note where there is an address and a sender.
alter table users add column voicemail_notify text check (voicemail_notify in ('off', 'note', 'recording'));

-- A message is told of once: by the id that Asterisk gave it, wherever it is moved.
create table voicemail_told (
  tenant_id opaque_id not null references tenants,
  mailbox opaque_id not null,
  message_id text not null,
  told_at timestamptz not null default now(),
  primary key (tenant_id, mailbox, message_id)
);

do $$
declare t text;
begin
  foreach t in array array['mail_outbox', 'voicemail_told'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy scoped on %I using (app_sees(tenant_id)) with check (app_sees(tenant_id))', t);
  end loop;
end $$;
