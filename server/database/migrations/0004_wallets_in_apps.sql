-- The web suite also runs inside WeChat, Alipay and 云闪付, whose wallets open there with an app of their own.

-- inside: what the web suite ran in; null in mini-programs.
-- app: appid / app_id / merId that the channel knows the attempt by; null for those made before it was kept, which used the mini-program's.
alter table payments add column inside text check (inside in ('browser', 'wechat', 'alipay', 'unionpay')), add column app text;
update payments set inside = 'browser' where surface = 'h5';
alter table payments add constraint payments_inside check ((surface = 'h5') = (inside is not null));

-- Which identity a browser's session pays with at one app: the same citizen may be signed in inside two people's apps.
create table wallet_links (
  session uuid not null references sessions,
  app text not null,
  identity uuid not null references identities,
  made_at timestamptz not null,
  primary key (session, app)
);

-- A browser on its way to the app that tells who pays. The state it brings back is told once and stored only as a hash.
create table link_states (
  state_hash bytea primary key,
  session uuid not null references sessions,
  channel text not null check (channel in ('wechat', 'alipay')),
  -- the client's ids of the orders whose cashier it comes back to
  orders text[] not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index link_states_over on link_states (expires_at);
