-- Webhooks: addresses of the agencies' software that are told of events, and what became of each telling.

-- Each is a cursor over the feed of events: all up to `taken` have their row in delivery if they are for it. Rows up to
-- `forgotten` may be gone again.
create table webhook (
    id          uuid primary key,
    agency      varchar(35) not null,
    url         varchar(1000) not null,
    description varchar(200) not null,
    types       varchar(2000) not null,
    state       varchar(7) not null,
    taken       bigint not null,
    forgotten   bigint not null,
    created     timestamp with time zone not null,
    failing     timestamp with time zone,
    hold        timestamp with time zone
);
create index webhook_by_agency on webhook (agency, created);

-- What its messages are signed with, wrapped for the node's own encryption key. The newest has no end.
create table webhook_key (
    webhook uuid not null references webhook (id),
    number  bigint not null,
    secret  bytea not null,
    signing bytea not null,
    shown   bytea not null,
    until   timestamp with time zone,
    primary key (webhook, number)
);

-- An event that is for a webhook: waits until it is due, is delivered, or was given up.
create table delivery (
    webhook uuid not null references webhook (id),
    event   bigint not null,
    state   varchar(9) not null,
    tries   bigint not null,
    due     timestamp with time zone not null,
    since   timestamp with time zone not null,
    primary key (webhook, event)
);
create index delivery_by_due on delivery (webhook, state, due);

create table delivery_attempt (
    webhook uuid not null,
    event   bigint not null,
    number  bigint not null,
    at      timestamp with time zone not null,
    millis  bigint not null,
    status  bigint,
    setback varchar(20),
    primary key (webhook, event, number)
);
